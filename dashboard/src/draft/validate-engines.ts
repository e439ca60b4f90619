import type { EngineSpec, Settings } from '~/api/types';
import { PROVIDERS } from '~/generated/rulebook';
import { UNNAMED } from './servers';

type Say = (path: string, problem: string) => void;

/** The rules that involve several fields of one or more engines. bounds.ts has the rules for single fields. */
export function checkEngines(settings: Settings, say: Say): void {
  const { engines, default_engine, visitor_engines } = settings;
  const names = new Set<string>();
  for (const [i, engine] of engines.entries()) {
    if (names.has(engine.name)) say(`engines.${i}.name`, 'Another engine has this name.');
    names.add(engine.name);
    checkEngine(engine, (field, problem) => say(`engines.${i}.${field}`, problem));
  }
  for (const [i, { name, fallback_engine: other }] of engines.entries()) {
    if (typeof other === 'string' && (other === name || !names.has(other))) {
      say(`engines.${i}.fallback_engine`, 'Choose one of the other engines.');
    }
  }
  if (!names.has(default_engine)) say('default_engine', 'Choose one of the engines.');
  if (!visitor_engines.every((name) => names.has(name))) {
    say('visitor_engines', 'One of the engines that visitors may choose no longer exists.');
  }
}

function checkEngine(engine: EngineSpec, say: Say): void {
  const { provider, model, base_url, fallback, headers = [] } = engine;
  for (const [i, header] of headers.entries()) {
    if (headers.indexOf(header) < i) say(`headers.${i}`, 'This header is already in the list.');
  }
  if (!PROVIDERS[provider].built_in) {
    if (!model) say('model', 'Enter the model’s name, as the provider writes it.');
    const address =
      base_url === '' ? 'Enter the address of the service.' : problemOfAddress(base_url ?? '');
    if (address) say('base_url', address);
  }
  if (provider === 'rules' && !fallback) {
    say('fallback', 'Enter the answer for messages that no rule matches.');
  }
}

/** The form only: which addresses are allowed depends on where the service runs. */
function problemOfAddress(text: string): string | null {
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return 'Enter an address that begins with https://.';
  const isForeign = [...url.searchParams.keys()].some((name) => name !== 'api-version');
  if (url.username || url.password || isForeign) {
    return 'Leave out the user name, the password and the query, except for Azure’s api-version.';
  }
  return text.includes(UNNAMED) ? `Replace ${UNNAMED} with the name of your resource.` : null;
}
