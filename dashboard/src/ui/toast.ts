export interface ToastOptions {
  /** One thing that may be done about it. */
  action?: { label: string; onSelect: () => void };
  kind?: 'info' | 'error';
}

type Listener = (text: string, options: ToastOptions) => void;

let listener: Listener | null = null;
const early: Parameters<Listener>[] = [];

/** Says that something happened which the screen does not show by itself. */
export function toast(text: string, options: ToastOptions = {}): void {
  if (listener) listener(text, options);
  else early.push([text, options]);
}

export function onToast(next: Listener): () => void {
  listener = next;
  for (const waiting of early.splice(0)) next(...waiting);
  return () => {
    listener = null;
  };
}
