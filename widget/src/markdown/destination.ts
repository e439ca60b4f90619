/** What stands in the parentheses of `[text](address "title")`. */
export interface Destination {
  address: string;
  /** The index after the closing parenthesis. */
  end: number;
}

/** Deeper nesting is no address; the bound keeps hostile input linear. */
const MAX_PARENTHESES = 32;

const isSpace = (char: string | undefined): boolean =>
  char === ' ' || char === '\n' || char === '\t';

function skipSpace(text: string, at: number): number {
  let index = at;
  while (isSpace(text[index])) index++;
  return index;
}

function bracketed(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    const char = text[index];
    if (char === '>') return index;
    if (char === '<' || char === '\n') return -1;
    if (char === '\\') index++;
  }
  return -1;
}

function bare(text: string, at: number): number {
  let depth = 0;
  let index = at;
  for (; index < text.length; index++) {
    const char = text[index] as string;
    if (char <= ' ' || (char === ')' && depth === 0)) break;
    if (char === '\\') index++;
    else if (char === '(' && ++depth > MAX_PARENTHESES) return -1;
    else if (char === ')') depth--;
  }
  return depth === 0 ? index : -1;
}

/** Passes over a title; its text is not shown. */
function skipTitle(text: string, at: number): number {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return at;
  for (let index = at + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === quote) return index + 1;
  }
  return -1;
}

/** Reads a destination whose opening parenthesis is at `at`. */
export function readDestination(text: string, at: number): Destination | null {
  const start = skipSpace(text, at + 1);
  const angle = text[start] === '<';
  const stop = angle ? bracketed(text, start) : bare(text, start);
  if (stop < 0) return null;
  const afterAddress = angle ? stop + 1 : stop;
  let end = skipSpace(text, afterAddress);
  if (end > afterAddress) {
    end = skipTitle(text, end);
    if (end < 0) return null;
    end = skipSpace(text, end);
  }
  if (text[end] !== ')') return null;
  return { address: text.slice(angle ? start + 1 : start, stop), end: end + 1 };
}
