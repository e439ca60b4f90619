import type { Rich, Run } from './options';

/** What opens a span closes within this many characters, or is text. So only the end of a text can change. */
export const REACH = 1000;

/** A longer run is text. */
const LONGEST_RUN = 9;

const PUNCTUATION = /[\p{P}\p{S}]/u;

/**
 * A run at this place. CommonMark's flanking rules say what it may do, except that a letter of a
 * script without spaces counts as a space beside punctuation: `**“重要”**的` is bold.
 */
export function runOf(node: Text, text: string, from: number, rich: Rich | null): Run {
  const { data, length } = node;
  const char = data[0] as string;
  const end = from + length;
  const before = /.?$/su.exec(text.slice(Math.max(0, from - 2), from))?.[0] || ' ';
  const after = String.fromCodePoint(text.codePointAt(end) ?? 32);
  const [markBefore, markAfter] = [PUNCTUATION.test(before), PUNCTUATION.test(after)];
  const [spaceBefore, spaceAfter] = [!before.trim(), !after.trim()];
  const left =
    !spaceAfter && (!markAfter || spaceBefore || markBefore || rich?.UNSPACED.test(before));
  const right =
    !spaceBefore && (!markBefore || spaceAfter || markAfter || rich?.UNSPACED.test(after));
  const word = char === '_';
  const canOpen = left && (!word || !right || markBefore);
  const canClose = right && (!word || !left || markAfter);
  // Unlike in CommonMark, `2*3*4` is a product.
  const isRun = length <= LONGEST_RUN && !/\d\d/.test(before + after);
  return { node, from, char, length, canOpen: isRun && !!canOpen, canClose: isRun && !!canClose };
}
