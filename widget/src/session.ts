import type { SessionMode } from './protocol';

/** The id of the visitor's thread. Whoever has it can read the thread. */
export const SESSION = 'session';

/**
 * What the widget remembers in the visitor's browser: nothing until the visitor does something.
 * If the browser refuses storage, memory lasts as long as the page.
 */
export class Memory {
  /** What its keys in the storage begin with. */
  readonly prefix: string;
  /** What it has set itself. */
  readonly fallback = new Map<string, string>();

  constructor(
    key: string,
    readonly mode: SessionMode,
  ) {
    // Without its random tail, the key names the tenant, so visitors keep their threads when it rotates.
    this.prefix = `bubblechat:${key.slice(0, -32) || key}:`;
  }

  get(name: string): string | null {
    return (
      this.#try((storage) => storage.getItem(this.prefix + name)) ?? this.fallback.get(name) ?? null
    );
  }

  set(name: string, value: string): void {
    this.fallback.set(name, value);
    this.#try((storage) => storage.setItem(this.prefix + name, value));
  }

  delete(name: string): void {
    this.fallback.delete(name);
    this.#try((storage) => storage.removeItem(this.prefix + name));
  }

  /** If the storage is full or forbidden, the fallback has the value. */
  #try<T>(act: (storage: Storage) => T): T | undefined {
    try {
      if (this.mode !== 'none') return act(this.mode === 'tab' ? sessionStorage : localStorage);
    } catch {}
    return undefined;
  }
}
