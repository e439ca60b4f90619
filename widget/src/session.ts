import type { SessionMode } from './protocol';

/** The id of the visitor's thread. Whoever has it can read the thread. */
export const SESSION = 'session';

/** A version 4 UUID. `crypto.randomUUID` is missing on plain-http pages. */
export function uuid(): string {
  const digits = '10000000-1000-4000-8000-100000000000';
  return digits.replace(/[018]/g, (digit) => {
    const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
    // The 8 keeps its variant bits; the other digits are random.
    return (Number(digit) ^ (random & (15 >> (Number(digit) / 4)))).toString(16);
  });
}

/**
 * What the widget remembers in the visitor's browser: nothing until the visitor does something.
 * If the browser refuses storage, memory lasts as long as the page.
 */
export class Memory {
  readonly #prefix: string;
  readonly #fallback = new Map<string, string>();

  constructor(
    key: string,
    readonly mode: SessionMode,
  ) {
    // Without its random tail, the key names the tenant, so visitors keep their threads when it rotates.
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

  /** Our name for a key of the storage; `undefined` if it is not ours. */
  nameOf(key: string | null): string | undefined {
    return key?.startsWith(this.#prefix) ? key.slice(this.#prefix.length) : undefined;
  }

  /** Another tab has changed the value, so drop our copy of it. */
  recall(name: string): void {
    this.#fallback.delete(name);
  }

  /** If the storage is full or forbidden, the fallback has the value. */
  #try<T>(act: (storage: Storage) => T): T | undefined {
    try {
      if (this.mode !== 'none') return act(this.mode === 'tab' ? sessionStorage : localStorage);
    } catch {}
    return undefined;
  }
}
