export interface ToastOptions {
  /** One action that the toast offers. */
  action?: { label: string; onSelect: () => void };
  kind?: 'info' | 'error';
  /** A newer toast replaces an older one with the same id. */
  about?: string;
}

type Listener = (text: string, options: ToastOptions) => () => void;

let listener: Listener | null = null;
const early: Parameters<Listener>[] = [];

/** Announces something that the screen does not show by itself. Returns a function that removes the announcement. */
export function toast(text: string, options: ToastOptions = {}): () => void {
  if (listener) return listener(text, options);
  const waiting: Parameters<Listener> = [text, options];
  early.push(waiting);
  return () => early.splice(early.indexOf(waiting) >>> 0, 1);
}

export function onToast(next: Listener): () => void {
  listener = next;
  for (const waiting of early.splice(0)) next(...waiting);
  return () => {
    listener = null;
  };
}
