import { ApiError } from '~/api/error';

export interface Purge {
  slug: string;
  /** Records that were deleted since this page knows of it. */
  deleted: number;
  /** Why it stopped; it goes on when asked to. */
  error: unknown;
}

export interface Progress {
  isDone: boolean;
  deleted: number;
  /** Seconds until the next request makes sense. */
  wait: number;
}

type Ask = (slug: string) => Promise<Progress>;

/** What may pass by itself is asked again so many times, each after a longer wait. */
const PATIENCE_S = [2, 5, 15];

/** Goes on with deletions that were begun, beside whatever else is done, until nothing is left of those tenants. */
export class Purges {
  readonly #ask: Ask;
  readonly #onDone: (purge: Purge) => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #listeners = new Set<() => void>();
  #state: readonly Purge[] = [];

  constructor(ask: Ask, onDone: (purge: Purge) => void) {
    this.#ask = ask;
    this.#onDone = onDone;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): readonly Purge[] => this.#state;

  /** Takes on a deletion that was begun; `wait` seconds from now it is asked on. */
  follow(slug: string, { deleted, wait }: { deleted: number; wait: number }): void {
    if (this.#state.some((purge) => purge.slug === slug)) return;
    this.#set([...this.#state, { slug, deleted, error: null }]);
    this.#later(slug, wait, 0);
  }

  retry(slug: string): void {
    this.#change(slug, { error: null });
    void this.#goOn(slug, 0);
  }

  /** Nobody is signed in any more; who signs in next takes it up again. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#set([]);
  }

  #later(slug: string, seconds: number, failures: number): void {
    clearTimeout(this.#timers.get(slug));
    this.#timers.set(
      slug,
      setTimeout(() => this.#goOn(slug, failures), seconds * 1000),
    );
  }

  async #goOn(slug: string, failures: number): Promise<void> {
    let progress: Progress;
    try {
      progress = await this.#ask(slug);
    } catch (error) {
      this.#fail(slug, error, failures);
      return;
    }
    const purge = this.#change(slug, { plus: progress.deleted });
    if (!purge) return;
    if (progress.isDone) this.#end(purge);
    else this.#later(slug, progress.wait, 0);
  }

  #fail(slug: string, error: unknown, failures: number): void {
    const purge = this.#state.find((known) => known.slug === slug);
    if (!purge) return;
    const { status, retryAfter } =
      error instanceof ApiError ? error : { status: -1, retryAfter: 0 };
    const patience = PATIENCE_S[failures];
    // Another tab, or another operator, has come to the end of it.
    if (status === 404) this.#end(purge);
    else if ((status === 0 || status >= 500) && patience !== undefined) {
      this.#later(slug, Math.max(retryAfter, patience), failures + 1);
    } else this.#change(slug, { error });
  }

  #end(purge: Purge): void {
    this.#timers.delete(purge.slug);
    this.#set(this.#state.filter(({ slug }) => slug !== purge.slug));
    this.#onDone(purge);
  }

  #change(
    slug: string,
    { plus = 0, error = null }: { plus?: number; error?: unknown },
  ): Purge | null {
    let changed: Purge | null = null;
    const next = this.#state.map((purge) => {
      if (purge.slug !== slug) return purge;
      changed = { slug, deleted: purge.deleted + plus, error };
      return changed;
    });
    this.#set(next);
    return changed;
  }

  #set(state: readonly Purge[]): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
