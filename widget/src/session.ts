import type { SessionMode } from './protocol';

/** A version 4 UUID; `randomUUID` is missing on plain-http pages. */
export function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * What the widget remembers in the visitor's browser: nothing until the visitor does something.
 * Browsers may refuse storage altogether; then the page's lifetime has to do.
 */
export class Memory {
  readonly #prefix: string;
  readonly #mode: SessionMode;
  readonly #fallback = new Map<string, string>();

  constructor(key: string, mode: SessionMode) {
    // The key without its random tail names the tenant, so a rotated key keeps its visitors' threads.
    this.#prefix = `bubblechat:${key.slice(0, -32) || key}:`;
    this.#mode = mode;
  }

  get(name: string): string | null {
    return this.#storage()?.getItem(this.#prefix + name) ?? this.#fallback.get(name) ?? null;
  }

  set(name: string, value: string): void {
    this.#fallback.set(name, value);
    try {
      this.#storage()?.setItem(this.#prefix + name, value);
    } catch {
      // A full or forbidden store: the fallback has it.
    }
  }

  delete(name: string): void {
    this.#fallback.delete(name);
    this.#storage()?.removeItem(this.#prefix + name);
  }

  #storage(): Storage | null {
    try {
      if (this.#mode === 'tab') return sessionStorage;
      return this.#mode === 'device' ? localStorage : null;
    } catch {
      return null;
    }
  }
}
