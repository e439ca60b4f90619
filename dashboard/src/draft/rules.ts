import type { EngineSpec } from '~/api/types';

/** How a rule's pattern is tried on a message. */
export type Matcher =
  | { kind: 'test'; test: (message: string) => boolean }
  /** Cannot be a pattern of the service's. */
  | { kind: 'wrong'; problem: string }
  /** Only the service can tell: its syntax has more than the browser's. */
  | { kind: 'unknown' };

export type Rule = NonNullable<EngineSpec['rules']>[number];

/** What stands between the slashes; `null` where the pattern is plain text. */
export function expressionOf(pattern: string): string | null {
  return /^\/(.+)\/$/s.exec(pattern)?.[1] ?? null;
}

/** What the service's engine leaves out because it may take forever. */
const LOOKS_AROUND = /(?<!\\)(?:\\\\)*\(\?<?[=!]/;
const REFERS_BACK = /(?<!\\)(?:\\\\)*\\(?:[1-9]|k[<{])/;
/** What browsers do not know, or know otherwise. */
const BEYOND = /\(\?[a-zA-Z-]+[:)]|\(\?P<|\[\[:|&&|--|~~|\\[AzQ]|\\[xuU]\{/;

const known = new Map<string, Matcher>();

/** Patterns ignore case, as at the service. */
export function matcherOf(pattern: string): Matcher {
  let matcher = known.get(pattern);
  if (!matcher) {
    // Every state of a pattern that is typed would stay.
    if (known.size > 2000) known.clear();
    matcher = compile(pattern);
    known.set(pattern, matcher);
  }
  return matcher;
}

function compile(pattern: string): Matcher {
  const expression = expressionOf(pattern);
  if (expression === null) {
    const text = pattern.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    return tester(text, 'iu');
  }
  if (LOOKS_AROUND.test(expression)) {
    return { kind: 'wrong', problem: 'Look-ahead and look-behind are not supported.' };
  }
  if (REFERS_BACK.test(expression)) {
    return { kind: 'wrong', problem: 'Back-references are not supported.' };
  }
  if (BEYOND.test(expression)) return { kind: 'unknown' };
  // The service is as strict about braces as browsers with `u`, and as lenient about escapes as those without.
  for (const flags of ['iu', 'i']) {
    try {
      return tester(expression, flags);
    } catch {}
  }
  const problem = 'Not a regular expression. Leave the slashes out to match plain text.';
  return { kind: 'wrong', problem };
}

function tester(expression: string, flags: string): Matcher {
  const matcher = new RegExp(expression, flags);
  return { kind: 'test', test: (message) => matcher.test(message) };
}
