/**
 * How long a browser may take to try an expression, which is not what the service takes: its engine is linear in the message, while
 * browsers try again wherever something could have matched otherwise.
 */
export interface Effort {
  /** Ways to match that do not depend on the message's length. */
  ways: number;
  /** How often the message's length multiplies that. */
  power: number;
}

interface Group {
  alternatives: number;
  /** Whether what is in it can match in several ways. */
  isAmbiguous: boolean;
}

const CLASS = /\[(?:\\.|[^\]\\])*\]/y;
const OPENING = /\((?:\?(?::|<[^>]*>))?/y;
const QUANTIFIER = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y;
const ATOM = /\\?[\s\S]/y;

/** An upper bound, of an expression that the browser has compiled. */
export function effortOf(expression: string): Effort {
  const whole: Group = { alternatives: 1, isAmbiguous: false };
  const open: Group[] = [whole];
  const effort: Effort = { ways: 1, power: 1 };
  let at = 0;
  let closed: Group | null = null;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(expression);
    at += found?.[0].length ?? 0;
    return found;
  };
  while (at < expression.length) {
    const group = open.at(-1) ?? whole;
    const quantifier = take(QUANTIFIER);
    if (quantifier) {
      const [text, least, comma, most] = quantifier;
      group.isAmbiguous = true;
      // Again and again what can match in several ways: exponential.
      if (closed?.isAmbiguous && !text.startsWith('?')) return { ways: Infinity, power: 1 };
      if (/^[*+]/.test(text) || (comma && !most)) effort.power += 1;
      else effort.ways *= least === undefined ? 2 : Number(most || least) - Number(least) + 1;
      closed = null;
      continue;
    }
    closed = null;
    if (take(CLASS)) continue;
    if (take(OPENING)) {
      open.push({ alternatives: 1, isAmbiguous: false });
      continue;
    }
    const atom = take(ATOM)?.[0];
    if (atom === '|') {
      group.alternatives += 1;
      group.isAmbiguous = true;
    } else if (atom === ')' && open.length > 1) {
      closed = group;
      open.pop();
      effort.ways *= group.alternatives;
      if (group.isAmbiguous) (open.at(-1) ?? whole).isAmbiguous = true;
    }
  }
  return { ...effort, ways: effort.ways * whole.alternatives };
}
