import { useEffect } from 'react';

/** The conversation that was open last. The way back leads to its row. */
let left: string | null = null;

export function useReturnTo(id: string): void {
  useEffect(() => {
    left = id;
  }, [id]);
}

/** For the `ref` of a row. Leaves the focus alone if somebody arrived another way. */
export function takeReturn(id: string, row: HTMLElement | null): void {
  if (!row || id !== left) return;
  left = null;
  if (document.activeElement?.matches('body, h2')) row.focus({ preventScroll: true });
}
