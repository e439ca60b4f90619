import { expressionOf, matcherOf, type Rule } from '~/draft/rules';
import { effortOf } from './backtracking';

/** About a tenth of a second. */
const MOST_STEPS = 20_000_000;

/** Whether trying it here could keep the page from answering. */
function mayTakeLong(pattern: string, message: string): boolean {
  const expression = expressionOf(pattern);
  if (expression === null) return false;
  const { ways, power } = effortOf(expression);
  return ways * message.length ** power > MOST_STEPS;
}

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
    if (matcher.kind === 'unknown' || mayTakeLong(pattern, message)) unknown.push(i);
    else if (matcher.test(message)) return { rule: i, unknown };
  }
  return { rule: null, unknown };
}
