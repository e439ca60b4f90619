export interface ToastOptions {
  /** One thing that may be done about it. */
  action?: { label: string; onSelect: () => void };
  kind?: 'info' | 'error';
  /** A newer toast takes the place of an older one about the same. */
  about?: string;
}

type Listener = (text: string, options: ToastOptions) => () => void;

let listener: Listener | null = null;
const early: Parameters<Listener>[] = [];

/** Says that something happened which the screen does not show by itself. What it returns takes that back, once it is no longer so. */
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
