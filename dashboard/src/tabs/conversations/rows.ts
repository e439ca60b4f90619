import type { ConversationSummary, MessageView } from '~/api/types';

/** A conversation with all its messages, as it is exported. */
export interface Thread extends Pick<ConversationSummary, 'id'> {
  messages: MessageView[];
}

export type Format = 'json' | 'csv';

const COLUMNS = [
  'conversation_id',
  'message_id',
  'role',
  'created_at',
  'content',
  'status',
  'engine',
  'model',
  'input_tokens',
  'output_tokens',
  'rating',
  'comment',
  'page_url',
  'page_title',
] as const;

type Cell = string | number | null | undefined;

/**
 * What a spreadsheet would run: a sign that begins a cell, in any width, also behind what is invisible or gets trimmed.
 * Where the file is split at another separator than the comma, its quotes protect nothing, and cells begin within the text.
 */
const FORMULA =
  /(?<=(?:^|[,;|\t\v\f\r\n\u{85}\u{2028}\u{2029}])["\p{C}\p{M}\p{Z}]*)[=+\-@＝＋－＠﹦﹢﹣﹫−]/gu;

/** Visitors write these cells. An apostrophe makes text of what follows. */
function cell(value: Cell): string {
  const text = String(value ?? '');
  const safe = text.replace(FORMULA, "'$&");
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function row(id: string, message: MessageView): Cell[] {
  const { role, created_at, content } = message;
  const common = [id, message.id, role, created_at, content];
  if (message.role === 'user') {
    const { url, title } = message.page ?? {};
    return [...common, '', '', '', '', '', '', '', url, title];
  }
  const { status, engine, model, usage, feedback } = message;
  const { input, output } = usage ?? {};
  return [...common, status, engine, model, input, output, feedback?.rating, feedback?.comment];
}

const line = (cells: readonly Cell[]): string =>
  `${COLUMNS.map((_, i) => cell(cells[i])).join(',')}\r\n`;

/** The parts of a file: `head`, each thread, `tail`. */
export interface Writer {
  type: string;
  head: string;
  /** `isFirst`: the first thread in the file. */
  thread: (thread: Thread, isFirst: boolean) => string;
  tail: string;
}

export const WRITERS: Record<Format, Writer> = {
  json: {
    type: 'application/json',
    head: '[',
    thread: (thread, isFirst) => `${isFirst ? '' : ','}\n${JSON.stringify(thread)}`,
    tail: '\n]\n',
  },
  csv: {
    type: 'text/csv;charset=utf-8',
    // The byte order mark makes spreadsheets read the file as UTF-8.
    head: `\uFEFF${line(COLUMNS)}`,
    thread: ({ id, messages }) => messages.map((message) => line(row(id, message))).join(''),
    tail: '',
  },
};
