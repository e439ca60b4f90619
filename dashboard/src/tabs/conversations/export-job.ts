import { ApiError } from '~/api/error';
import { patiently, rest, type Wait } from '~/export/patience';
import type { Job } from '~/export/useExport';
import { type ListPage, readList, readThread } from './queries';
import { type Format, type Thread, WRITERS } from './rows';

export interface Progress {
  conversations: number;
  messages: number;
  /** The latest activity of the oldest conversation so far, which shows how far back the export has come. */
  reached: string | null;
}

interface Source {
  list: (cursor: string, signal: AbortSignal) => Promise<ListPage>;
  /** `null` if it was deleted in the meantime. */
  thread: (id: string, signal: AbortSignal) => Promise<Thread | null>;
  wait: Wait;
}

const PAGE = 100;
const SIDE_BY_SIDE = 4;

/** Reads all messages of a conversation. */
async function wholeThread(slug: string, id: string, signal: AbortSignal): Promise<Thread | null> {
  const messages: Thread['messages'] = [];
  let cursor = '';
  try {
    do {
      const page = await readThread(slug, id, 'start', { cursor, limit: PAGE, signal });
      messages.push(...page.messages);
      cursor = page.cursor ?? '';
    } while (cursor);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
  return { id, messages };
}

export const sourceOf = (slug: string, q: string): Source => ({
  list: (cursor, signal) => readList(slug, q, { cursor, limit: PAGE, signal }),
  thread: (id, signal) => wholeThread(slug, id, signal),
  wait: rest,
});

/**
 * Reads every conversation of a list into a file, page by page. The file contains a page completely or not at all, so a failed job can
 * continue where it stopped.
 */
export class ExportJob implements Job<Progress> {
  readonly #source: Source;
  readonly #format: Format;
  #parts: Blob[] = [];
  #cursor = '';
  #progress: Progress = { conversations: 0, messages: 0, reached: null };
  #isDone = false;

  constructor(source: Source, format: Format) {
    this.#source = source;
    this.#format = format;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** What was read so far, as a complete file. */
  file(): Blob {
    const { type, head, tail } = WRITERS[this.#format];
    return new Blob([head, ...this.#parts, tail], { type });
  }

  /** Resolves when everything is read. Rejects if the signal aborts it, or on an error that waiting did not fix. */
  async run(signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<void> {
    while (!this.#isDone) {
      const page = await this.#try(() => this.#source.list(this.#cursor, signal), signal);
      const before = this.#progress;
      const threads = await this.#threads(page, signal, (done) => {
        const messages = before.messages + done.reduce((sum, one) => sum + one.messages.length, 0);
        const conversations = before.conversations + done.length;
        onProgress({ ...before, conversations, messages });
      });
      this.#keep(page, threads);
      onProgress(this.#progress);
    }
  }

  #keep({ items, cursor }: ListPage, threads: Thread[]): void {
    const { thread } = WRITERS[this.#format];
    const { conversations, messages, reached } = this.#progress;
    const text = threads.map((one, i) => thread(one, conversations + i === 0)).join('');
    // Blobs can be kept on disk, while strings would fill the memory.
    if (text) this.#parts.push(new Blob([text]));
    this.#progress = {
      conversations: conversations + threads.length,
      messages: messages + threads.reduce((sum, one) => sum + one.messages.length, 0),
      reached: items.at(-1)?.active_at ?? reached,
    };
    this.#cursor = cursor ?? '';
    this.#isDone = !cursor;
  }

  /** In the order of the list, reading a few in parallel. */
  async #threads(
    { items }: ListPage,
    signal: AbortSignal,
    onRead: (done: Thread[]) => void,
  ): Promise<Thread[]> {
    const found: (Thread | null)[] = new Array(items.length).fill(null);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let i = next++; i < items.length; i = next++) {
        const id = items[i]?.id ?? '';
        found[i] = await this.#try(() => this.#source.thread(id, signal), signal);
        onRead(found.filter((thread) => thread !== null));
      }
    };
    const stop = (): void => {
      next = items.length;
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => work().finally(stop)));
    return found.filter((thread) => thread !== null);
  }

  #try<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return patiently(read, signal, this.#source.wait);
  }
}

/** One conversation as a file. */
export async function exportThread(slug: string, id: string, format: Format): Promise<Blob> {
  const thread = await wholeThread(slug, id, new AbortController().signal);
  if (!thread) throw new ApiError('not_found', 'the conversation is gone', 404);
  const { type, head, tail, thread: write } = WRITERS[format];
  return new Blob([head, write(thread, true), tail], { type });
}
