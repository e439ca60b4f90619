import type { EngineSpec } from '~/api/types';
import { type Effort, effortOf } from './backtracking';

/** How a rule's pattern is tried on a message. */
export type Matcher =
  | { kind: 'test'; test: (message: string) => boolean; effort: Effort }
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

/** About a tenth of a second. */
const MOST_STEPS = 20_000_000;

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
    return tester(text, 'iu', { ways: 1, power: 1 });
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
      return tester(expression, flags, effortOf(expression));
    } catch {}
  }
  const problem = 'Not a regular expression. Leave the slashes out to match plain text.';
  return { kind: 'wrong', problem };
}

function tester(expression: string, flags: string, effort: Effort): Matcher {
  const matcher = new RegExp(expression, flags);
  return { kind: 'test', test: (message) => matcher.test(message), effort };
}

/** Whether trying it here could keep the page from answering. */
const takesTooLong = ({ ways, power }: Effort, message: string): boolean =>
  ways * message.length ** power > MOST_STEPS;

export interface Trial {
  /** Which rule answers; `null` when none does. */
  rule: number | null;
  /** Rules above the answer that only the service can try: in time, or at all. */
  unknown: number[];
}

/** The first rule that matches, as the service will find it. */
export function tryRules(rules: readonly Rule[], message: string): Trial {
  const unknown: number[] = [];
  for (const [i, { pattern }] of rules.entries()) {
    if (!pattern) continue;
    const matcher = matcherOf(pattern);
    if (matcher.kind === 'wrong') continue;
    if (matcher.kind === 'unknown' || takesTooLong(matcher.effort, message)) unknown.push(i);
    else if (matcher.test(message)) return { rule: i, unknown };
  }
  return { rule: null, unknown };
}
