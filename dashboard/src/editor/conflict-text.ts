import type { Difference, Side } from '~/draft/merge';
import { describePart } from '~/tenant/parts';

/** Both versions, shortened as far as they can still be told apart. */
export function textsOf(part: Difference): Record<Side, string> {
  return excerpts(describePart(part, part.mine), describePart(part, part.theirs));
}

/** Long texts are cut off after a few lines, so they start shortly before the first difference. */
const BEFORE = 40;
const LONG = 160;
const MANY_LINES = 3;

function excerpts(mine: string, theirs: string): Record<Side, string> {
  let length = 0;
  while (length < mine.length && mine[length] === theirs[length]) length++;
  const common = mine.slice(0, length);
  if (length < LONG && common.split('\n').length <= MANY_LINES) return { mine, theirs };
  const from = Math.max(length - BEFORE, common.lastIndexOf('\n') + 1);
  const cut = (text: string): string => `… ${text.slice(from)}`;
  return { mine: cut(mine), theirs: cut(theirs) };
}
