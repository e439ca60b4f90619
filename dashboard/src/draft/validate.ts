import type { Settings } from '~/api/types';
import { eachBounded, problemOf } from './bounds';
import { isHost } from './hosts';
import type { Problems } from './problems';
import { problemOfSize } from './size';
import { checkEngines } from './validate-engines';

/** What is wrong with a draft, by path; `''` is the document as a whole. The service knows every rule and has the last word. */
export function validate(settings: Settings): Problems {
  const problems: Problems = new Map();
  const say = (path: string, problem: string | null): void => {
    if (problem && !problems.has(path)) problems.set(path, problem);
  };
  eachBounded(settings, (value, path, rulebookPath) => say(path, problemOf(value, rulebookPath)));
  const { image_hosts, link_hosts } = settings.behaviour;
  for (const [name, hosts] of Object.entries({ image_hosts, link_hosts: link_hosts ?? [] })) {
    for (const [i, host] of hosts.entries()) {
      if (!isHost(host)) {
        say(`behaviour.${name}.${i}`, 'Enter a host name, for example images.acme.example.');
      }
    }
  }
  checkEngines(settings, say);
  say('', problemOfSize(settings));
  return problems;
}
