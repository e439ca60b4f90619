import type { ConversationSummary, MessageView } from '~/api/types';
import { type Cell, CSV_HEAD, CSV_TYPE, csvLine } from '~/ui/csv';

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

const line = (cells: readonly Cell[]): string => csvLine(COLUMNS.map((_, i) => cells[i]));

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
    type: CSV_TYPE,
    head: `${CSV_HEAD}${line(COLUMNS)}`,
    thread: ({ id, messages }) => messages.map((message) => line(row(id, message))).join(''),
    tail: '',
  },
};
