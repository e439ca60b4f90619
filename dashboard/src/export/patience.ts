import { ApiError } from '~/api/error';

const TRIES = 4;

export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** Reads again after what passes by itself. A busy service says when to try again. */
export async function patiently<T>(
  read: () => Promise<T>,
  signal: AbortSignal,
  wait: Wait = rest,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      return await read();
    } catch (error) {
      const isPassing = error instanceof ApiError && (error.status === 0 || error.status >= 500);
      if (!isPassing || tries === TRIES) throw error;
      await wait(Math.max(error.retryAfter, tries) * 1000, signal);
    }
  }
}
