/** What only some lines start. All patterns are anchored and free of nested repeats. */

/** Lines whose kind the rest of them decides: rules of tables, formulas, tasks and notes. */
const UNDECIDED =
  /^ {0,3}(?:(?:[-:| ]+|\[(?:[ xX]?\]?|\^[^\]\s]*\]?:?))? *|\$(?:\$(?:(?!\$\$).)*)?|\\(?:\[(?:(?!\\\]).)*)?)$/;

export const isUndecided = (line: string): boolean => UNDECIDED.test(line);

/** What follows the mark of a quote. */
export const unquote = (line: string): string | undefined => /^ {0,3}> ?(.*)$/s.exec(line)?.[1];

/** 1 or 2 if the line underlines a heading, else 0. */
export function underlineOf(line: string): number {
  const mark = /^ {0,3}(?:(=)=*|-+)\s*$/.exec(line);
  if (!mark) return 0;
  return mark[1] ? 1 : 2;
}

/** What of an incomplete text's last line can be shown: it may be the head of a table. */
export function beforePipe(line: string): string {
  const pipe = line.indexOf('|');
  const isLikely = pipe === 0 || (pipe > 0 && line.length < 80 && !line.includes('`'));
  return isLikely ? line.slice(0, pipe) : line;
}
