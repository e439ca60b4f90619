import type { SessionMode } from './protocol';

/** The id of the visitor's thread, which is all it takes to read it. */
export const SESSION = 'session';

/** A version 4 UUID; `randomUUID` is missing on plain-http pages. */
export function uuid(): string {
  const digits = '10000000-1000-4000-8000-100000000000';
  return digits.replace(/[018]/g, (digit) => {
    const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
    // The 8 keeps its variant bits; the others are all random.
    return (Number(digit) ^ (random & (15 >> (Number(digit) / 4)))).toString(16);
  });
}

/**
 * What the widget remembers in the visitor's browser: nothing until the visitor does something.
 * Browsers may refuse storage altogether; then the page's lifetime has to do.
 */
export class Memory {
  readonly #prefix: string;
  readonly #fallback = new Map<string, string>();

  constructor(
    key: string,
    readonly mode: SessionMode,
  ) {
    // The key without its random tail names the tenant, so a rotated key keeps its visitors' threads.
    this.#prefix = `bubblechat:${key.slice(0, -32) || key}:`;
  }

  get(name: string): string | null {
    return (
      this.#try((storage) => storage.getItem(this.#prefix + name)) ??
      this.#fallback.get(name) ??
      null
    );
  }

  set(name: string, value: string): void {
    this.#fallback.set(name, value);
    this.#try((storage) => storage.setItem(this.#prefix + name, value));
  }

  delete(name: string): void {
    this.#fallback.delete(name);
    this.#try((storage) => storage.removeItem(this.#prefix + name));
  }

  /** The name under which a storage's key is known here; `undefined` for somebody else's. */
  nameOf(key: string | null): string | undefined {
    return key?.startsWith(this.#prefix) ? key.slice(this.#prefix.length) : undefined;
  }

  /** Another tab has changed it: only the storage counts. */
  recall(name: string): void {
    this.#fallback.delete(name);
  }

  /** A full or forbidden store: the fallback has it. */
  #try<T>(act: (storage: Storage) => T): T | undefined {
    try {
      if (this.mode !== 'none') return act(this.mode === 'tab' ? sessionStorage : localStorage);
    } catch {}
    return undefined;
  }
}
