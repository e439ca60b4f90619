import { useEffect, useEffectEvent } from 'react';

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** `K` → `⌘K` or `Ctrl K`. */
export const shortcut = (key: string): string => (isMac ? `⌘${key}` : `Ctrl ${key}`);

/** Whether the element handles ⌘Z itself. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !/^(range|color|checkbox|radio|button)$/.test(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

/** The kit's dialogs have this mark. Toasts share their role, but must not block shortcuts. */
const isDialogOpen = (): boolean => document.querySelector('[data-modal]') !== null;

/** ⌘ or Ctrl with a key. Ignored while a dialog is open. If `run` returns false, the browser handles the key. */
export function useShortcut(key: string, run: (event: KeyboardEvent) => unknown): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const wanted = (event.metaKey || event.ctrlKey) && !event.altKey;
    if (!wanted || event.key.toLowerCase() !== key || isDialogOpen()) return;
    if (run(event) !== false) event.preventDefault();
  });
  useEffect(() => {
    addEventListener('keydown', handle);
    return () => removeEventListener('keydown', handle);
  }, []);
}
