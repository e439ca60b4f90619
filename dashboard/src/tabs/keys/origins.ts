import { isHostOfAddress } from '~/draft/hosts';
import { BOUNDS } from '~/generated/rulebook';

/** The rules of core's `OriginPattern`, checked while typing. The server has the last word. */

export type OriginCheck =
  | { pattern: string; warning?: string }
  /** `suggestion` is the probable intent. */
  | { problem: string; suggestion?: string };

const ORIGINS_MOST = BOUNDS.origins.maxItems;

const WILDCARD_RULE =
  'A wildcard stands for one whole label before a domain, for example https://*.preview.example.';
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** Only the local server accepts `*`. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\./.test(host);

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

const isHttp = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:';

/** Nothing but scheme, host and port. */
function isBare(url: URL, text: string): boolean {
  const { pathname, search, hash, username, password } = url;
  return (
    isHttp(url) &&
    pathname === '/' &&
    !/[/?#@]$/.test(text) &&
    !(search || hash || username || password)
  );
}

function takeApart(text: string): { url: URL | null; isWildcard: boolean; rest: string } {
  const at = text.indexOf('://*.');
  const isWildcard = at >= 0;
  const rest = isWildcard ? `${text.slice(0, at)}://${text.slice(at + 5)}` : text;
  return { url: parse(rest), isWildcard, rest };
}

export function checkOrigin(text: string, isLocal: boolean): OriginCheck {
  if (text === '*') {
    return isLocal
      ? { pattern: '*', warning: 'Every page on the web will be able to use the publishable keys.' }
      : {
          problem:
            'Only the local server accepts “*”. List each origin, for example https://shop.example.',
        };
  }
  const { url, isWildcard, rest } = takeApart(text);
  if (!url || !isBare(url, rest)) return explainOrigin(text, isLocal);
  const { hostname: host, protocol } = url;
  const mayHaveWildcard = host.includes('.') && !IPV4.test(host) && !host.startsWith('[');
  // Not within the host, where browsers encode a star as %2A.
  if (rest.includes('*') || (isWildcard && !mayHaveWildcard)) return { problem: WILDCARD_RULE };
  if (!host.startsWith('[') && !IPV4.test(host) && !isHostOfAddress(host)) {
    return { problem: 'A host has letters, digits, hyphens, underscores and single dots only.' };
  }
  const pattern = isWildcard ? url.origin.replace('://', '://*.') : url.origin;
  if (protocol === 'http:' && !isLoopback(host)) {
    return {
      pattern,
      warning:
        'With plain http, anybody on the network can read along. Use https if the page supports it.',
    };
  }
  return { pattern };
}

/** Explains what is wrong with an invalid origin, and finds the origin in it. */
function explainOrigin(text: string, isLocal: boolean): OriginCheck {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : guessScheme(text);
  const { url, isWildcard } = takeApart(withScheme);
  const inner = url && isHttp(url) ? url.origin : null;
  const meant = inner && checkOrigin(isWildcard ? inner.replace('://', '://*.') : inner, isLocal);
  if (!meant || !('pattern' in meant) || !/[.:\]]|localhost/.test(url?.hostname ?? '')) {
    return { problem: 'An origin is a scheme and a host, for example https://shop.example.' };
  }
  const suggestion = meant.pattern;
  if (withScheme !== text) return { problem: `Add the scheme: ${suggestion}`, suggestion };
  const { pathname = '/' } = url ?? {};
  const extra = pathname === '/' ? 'slash at the end' : 'path';
  const what = url?.search || url?.hash || url?.username ? 'rest of the address' : extra;
  return {
    problem: `Leave out the ${what}: ${suggestion}`,
    suggestion,
  };
}

function guessScheme(text: string): string {
  const host = text.replace(/[:/].*$/, '');
  return `${isLoopback(host) ? 'http' : 'https'}://${text}`;
}

/** Splits what was typed or pasted, for example from a list or a spreadsheet. */
export const splitOrigins = (text: string): string[] =>
  [...new Set(text.split(/[\s,;]+/).map((part) => part.replace(/^["'<]+|["'>]+$/g, '')))].filter(
    Boolean,
  );

export interface Sorted {
  added: string[];
  /** Already in the list. */
  known: string[];
  refused: { text: string; problem: string; suggestion?: string }[];
}

/** Decides which of several origins can be added to the list. */
export function sortOrigins(texts: string[], list: readonly string[], isLocal: boolean): Sorted {
  const sorted: Sorted = { added: [], known: [], refused: [] };
  for (const text of texts) {
    const check = checkOrigin(text, isLocal);
    if ('problem' in check) sorted.refused.push({ text, ...check });
    else if (list.includes(check.pattern) || sorted.added.includes(check.pattern))
      sorted.known.push(check.pattern);
    else if (list.length + sorted.added.length >= ORIGINS_MOST)
      sorted.refused.push({ text, problem: `A tenant can have at most ${ORIGINS_MOST} origins.` });
    else sorted.added.push(check.pattern);
  }
  return sorted;
}
