/** What a single line can start. All patterns are anchored and free of nested repeats. */

export interface FenceMark {
  readonly indent: number;
  /** The line that ends the block. */
  readonly end: RegExp;
  readonly language: string;
}

export interface Marker {
  /** The width of the whole prefix: a line indented this far belongs to the item. */
  readonly indent: number;
  /** The same for all items of a list: the bullet, or what follows the number. */
  readonly kind: string;
  readonly start: number;
  readonly rest: string;
}

export const isBlank = (line: string): boolean => !line.trim();

export const indentOf = (line: string): number => line.length - line.replace(/^ +/, '').length;

export const dedent = (line: string, by: number): string =>
  line.slice(Math.min(by, indentOf(line)));

/** Lines whose kind the rest of them decides: marks of headings, lists, quotes, rules and fences. */
const UNDECIDED =
  /^ {0,3}(?:#{1,6}|>|[-+*]|\d{1,9}(?:[.)] *)?|([-*_=])(?: *\1)*|`{1,2}|~~?|(?:`{3,}|~~~)[^`]*)? *$/;

/** Whether the kind of an incomplete line is still open. */
export const isUndecided = (line: string): boolean => UNDECIDED.test(line.replace(/\s/g, ' '));

export function fenceOf(line: string): FenceMark | null {
  const [, indent = '', mark = '', info = ''] =
    /^( {0,3})(`{3,}(?!.*`)|~{3,})(.*)$/.exec(line) ?? [];
  if (!mark) return null;
  const end = new RegExp(`^ {0,3}${mark}${mark[0]}*\\s*$`);
  return { indent: indent.length, end, language: info.trim().split(/\s/, 1)[0] ?? '' };
}

export function headingOf(line: string): { level: number; text: string } | null {
  const [all, marks] = /^ {0,3}(#{1,6})(?= |$)/.exec(line) ?? [];
  if (all === undefined || !marks) return null;
  const text = line.slice(all.length).trim();
  // A closing run of `#` follows a space.
  const [head = '', tail] = text.split(/(?: |^)(?=#+$)/);
  return { level: marks.length, text: tail === undefined ? text : head.trim() };
}

export const isRule = (line: string): boolean => /^ {0,3}([-*_])(?: *\1){2,} *$/.test(line);

export function markerOf(line: string): Marker | null {
  const match = /^( {0,3})([-+*]|(\d{1,9})([.)]))(?= |$)/.exec(line);
  if (!match || isRule(line)) return null;
  const rest = line.slice(match[0].length);
  const space = indentOf(rest);
  // Five or more spaces mean code; an item that is only a marker counts as having one.
  const gap = space > 4 || isBlank(rest) ? 1 : space;
  return {
    indent: match[0].length + gap,
    kind: match[4] ?? (match[2] as string),
    start: Number(match[3] ?? 1),
    rest: rest.slice(gap),
  };
}

/** Whether the marker ends the paragraph before it, inside the same block. */
export const interrupts = ({ start, rest }: Marker): boolean => start === 1 && !isBlank(rest);
