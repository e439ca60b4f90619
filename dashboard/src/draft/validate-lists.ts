import type { Settings } from '~/api/types';

export const SUGGESTIONS_MOST = 6;
export const SUGGESTION_LENGTH_MOST = 120;
export const IMAGE_HOSTS_MOST = 20;

const HOST =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** A pasted address becomes its host, in the form that the service compares. */
export function toHost(text: string): string {
  const trimmed = text.trim().toLowerCase();
  const url = /^https?:\/\//.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed) : null;
  return url ? url.hostname : trimmed;
}

export function checkLists(settings: Settings, say: (path: string, problem: string) => void): void {
  const { suggestions } = settings.copy;
  for (const [i, suggestion] of suggestions.entries()) {
    const over = [...suggestion].length - SUGGESTION_LENGTH_MOST;
    if (!suggestion) say(`copy.suggestions.${i}`, 'Write a question, or remove it.');
    else if (over > 0) say(`copy.suggestions.${i}`, `${over} characters too long.`);
  }
  for (const [i, host] of settings.behaviour.image_hosts.entries()) {
    if (HOST.test(host)) continue;
    say(`behaviour.image_hosts.${i}`, 'A host name alone, for example images.acme.example.');
  }
}
