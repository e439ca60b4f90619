import type { Tokens } from '~/api/types';
import { problemOf } from '~/draft/bounds';
import { isObject } from '~/draft/diff';

export type Import = { tokens: Tokens } | { problems: string[] };

/** Reads an exported file or a part of one. Settings that it leaves out stay unchanged. */
export function readTheme(text: string, current: Tokens): Import {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return { problems: [`This isn’t valid JSON: ${(cause as Error).message}.`] };
  }
  const problems: string[] = [];
  const tokens = merged(current, json, '', (path, problem) => {
    problems.push(path ? `${path}: ${problem}` : problem);
  });
  return problems.length > 0 ? { problems } : { tokens: tokens as Tokens };
}

type Say = (path: string, problem: string) => void;

function merged(current: object, given: unknown, path: string, say: Say): object {
  if (!isObject(given)) {
    say(path, path ? 'This must be an object.' : 'The file must contain a JSON object.');
    return current;
  }
  const next: Record<string, unknown> = { ...current };
  for (const [key, value] of Object.entries(given)) {
    const below = path ? `${path}.${key}` : key;
    const known = next[key];
    if (!Object.hasOwn(current, key)) say(below, 'This is not a setting.');
    else if (isObject(known)) next[key] = merged(known, value, below, say);
    else next[key] = checked(value, known, below, say);
  }
  return next;
}

function checked(value: unknown, known: unknown, path: string, say: Say): unknown {
  // Only the font can be null, which means the page's.
  const isFont = path === 'typography.font_family';
  if (value === null && isFont) return null;
  const type = isFont ? 'string' : typeof known;
  const isOfType = typeof value === type;
  const problem = isOfType ? problemOf(value, `tokens.${path}`) : `Enter a ${type}.`;
  if (problem) say(path, problem);
  // The service keeps colours in lower case, and so does a comparison with a preset.
  return typeof value === 'string' && path.startsWith('brand.') ? value.toLowerCase() : value;
}
