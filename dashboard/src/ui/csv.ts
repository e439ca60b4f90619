/** A value of a CSV file. Null and undefined are an empty cell. */
export type Cell = string | number | null | undefined;

/**
 * What a spreadsheet would run: a sign that begins a cell, in any width, also behind what is invisible or gets trimmed.
 * Where the file is split at another separator than the comma, its quotes protect nothing, and cells begin within the text.
 */
const FORMULA =
  /(?<=(?:^|[,;|\t\v\f\r\n\u{85}\u{2028}\u{2029}])["\p{C}\p{M}\p{Z}]*)[=+\-@＝＋－＠﹦﹢﹣﹫−]/gu;

/** Visitors and owners write cells. An apostrophe makes text of what follows. */
function cell(value: Cell): string {
  const text = String(value ?? '');
  const safe = text.replace(FORMULA, "'$&");
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of a CSV file (RFC 4180), with its end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`;

export const CSV_TYPE = 'text/csv;charset=utf-8';

/** A file begins with it: the byte order mark makes spreadsheets read UTF-8. */
export const CSV_HEAD = '\uFEFF';
