import { patiently, rest, type Wait } from '~/export/patience';
import type { Job } from '~/export/useExport';
import { type Filter, isFiltered } from './filter';
import { type AuditPage, readAudit } from './queries';
import { type Format, WRITERS } from './rows';

export interface Progress {
  changes: number;
  /** The time of the oldest change so far. */
  reached: string | null;
  /** Whether there is more than fits into one file. */
  isCut: boolean;
}

interface Source {
  page: (cursor: string, signal: AbortSignal) => Promise<AuditPage>;
  wait: Wait;
}

const PAGE = 100;
/** How many changes one file has at most. */
export const MOST = 20_000;

export const sourceOf = (filter: Filter): Source => ({
  page: (cursor, signal) => readAudit(filter, { cursor, limit: PAGE, signal }),
  wait: rest,
});

/** Reads what was changed into a file, page by page. A failed job continues where it stopped. */
export class AuditJob implements Job<Progress> {
  readonly #source: Source;
  readonly #format: Format;
  readonly #parts: Blob[] = [];
  #cursor = '';
  #progress: Progress = { changes: 0, reached: null, isCut: false };
  #isDone = false;

  constructor(source: Source, format: Format) {
    this.#source = source;
    this.#format = format;
  }

  get progress(): Progress {
    return this.#progress;
  }

  file(): Blob {
    const { type, head } = WRITERS[this.#format];
    return new Blob([head, ...this.#parts], { type });
  }

  async run(signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<void> {
    while (!this.#isDone) {
      const read = () => this.#source.page(this.#cursor, signal);
      this.#keep(await patiently(read, signal, this.#source.wait));
      onProgress(this.#progress);
    }
  }

  #keep({ items, cursor }: AuditPage): void {
    const { line } = WRITERS[this.#format];
    // Blobs can be kept on disk, while strings would fill the memory.
    if (items.length > 0) this.#parts.push(new Blob([items.map(line).join('')]));
    const changes = this.#progress.changes + items.length;
    const isCut = Boolean(cursor) && changes >= MOST;
    this.#progress = { changes, reached: items.at(-1)?.at ?? this.#progress.reached, isCut };
    this.#cursor = cursor ?? '';
    this.#isDone = !cursor || isCut;
  }
}

/** `acme-changes-2026-12-03.csv` */
export function fileName(filter: Filter, format: Format): string {
  const { tenant, from, to } = filter;
  const today = new Date().toISOString().slice(0, 10);
  const period = from || to ? [from, to ?? today].filter(Boolean) : [today];
  const some = isFiltered(filter) && !tenant && !from && !to ? ['some'] : [];
  return `${[...(tenant ? [tenant] : []), ...some, 'changes', ...period].join('-')}.${format}`;
}
