/** What one line can begin. All patterns are anchored and free of nested repeats. */

export interface Fence {
  readonly indent: number;
  readonly mark: string;
  readonly language: string;
}

export interface Marker {
  /** Of the whole prefix: what follows belongs to the item when indented this far. */
  readonly indent: number;
  /** Items of one list share it: the bullet, or what follows the number. */
  readonly kind: string;
  readonly start: number;
  readonly rest: string;
}

export const isBlank = (line: string | undefined): boolean => !line?.trim();

export function indentOf(line: string): number {
  let indent = 0;
  while (line[indent] === ' ') indent++;
  return indent;
}

export const dedent = (line: string, by: number): string =>
  line.slice(Math.min(by, indentOf(line)));

export function fenceOf(line: string): Fence | null {
  const match = /^( {0,3})(`{3,}|~{3,})(.*)$/.exec(line);
  if (!match) return null;
  const [, indent, mark, info] = match as unknown as [string, string, string, string];
  if (mark[0] === '`' && info.includes('`')) return null;
  return { indent: indent.length, mark, language: info.trim().split(/\s/, 1)[0] ?? '' };
}

export function closesFence(line: string, { mark }: Fence): boolean {
  const text = line.trim();
  return (
    indentOf(line) < 4 &&
    text.length >= mark.length &&
    text === (mark[0] as string).repeat(text.length)
  );
}

export function headingOf(line: string): { level: number; text: string } | null {
  const match = /^ {0,3}(#{1,6})(?= |$)/.exec(line);
  if (!match) return null;
  const text = line.slice(match[0].length).trim();
  let end = text.length;
  while (text[end - 1] === '#') end--;
  // A closing run of `#` stands after a space.
  const closed = end === 0 || text[end - 1] === ' ';
  return { level: (match[1] as string).length, text: closed ? text.slice(0, end).trim() : text };
}

export function isRule(line: string): boolean {
  if (indentOf(line) > 3) return false;
  const marks = line.replaceAll(' ', '');
  const [first] = marks;
  return (
    marks.length > 2 &&
    (first === '-' || first === '*' || first === '_') &&
    marks === first.repeat(marks.length)
  );
}

/** 1 or 2 where the line underlines a heading, else 0. */
export function underlineOf(line: string): number {
  const text = line.trim();
  if (!text || indentOf(line) > 3 || text !== (text[0] as string).repeat(text.length)) return 0;
  return text[0] === '=' ? 1 : text[0] === '-' ? 2 : 0;
}

export function markerOf(line: string): Marker | null {
  const match = /^( {0,3})([-+*]|(\d{1,9})([.)]))(?= |$)/.exec(line);
  if (!match || isRule(line)) return null;
  const rest = line.slice(match[0].length);
  const space = indentOf(rest);
  // Five spaces or more are code's; an item of nothing but its marker has one.
  const gap = space > 4 || isBlank(rest) ? 1 : space;
  return {
    indent: match[0].length + gap,
    kind: match[4] ?? (match[2] as string),
    start: Number(match[3] ?? 1),
    rest: rest.slice(gap),
  };
}

export const isQuote = (line: string): boolean => /^ {0,3}>/.test(line);

export const unquote = (line: string): string => line.replace(/^ {0,3}> ?/, '');

/** Whether the line ends a paragraph before it. */
export function interrupts(line: string): boolean {
  const marker = markerOf(line);
  return (
    isBlank(line) ||
    isQuote(line) ||
    isRule(line) ||
    fenceOf(line) !== null ||
    headingOf(line) !== null ||
    (marker !== null && !isBlank(marker.rest) && marker.start === 1)
  );
}

/** The cells of a table's row. */
export function cellsOf(line: string): string[] {
  const text = line.trim();
  const cells: string[] = [];
  let cell = '';
  for (let at = text[0] === '|' ? 1 : 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '\\' && text[at + 1] === '|') cell += text[++at];
    else if (char === '|') {
      cells.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  if (cell.trim()) cells.push(cell.trim());
  return cells;
}

/** The alignments of a table whose head is `head` and whose next line is `rule`. */
export function tableOf(head: string | undefined, rule: string | undefined): string[] | null {
  if (!head?.includes('|') || !rule?.includes('-')) return null;
  const cells = cellsOf(rule);
  if (!cells.every((cell) => /^:?-+:?$/.test(cell)) || cellsOf(head).length !== cells.length) {
    return null;
  }
  return cells.map((cell) => {
    const right = cell.endsWith(':');
    return cell[0] === ':' ? (right ? 'center' : 'start') : right ? 'end' : '';
  });
}
