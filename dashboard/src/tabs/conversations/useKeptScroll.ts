import { type RefObject, useLayoutEffect } from 'react';
import { scrollerOf } from './useWindow';

let kept = { key: '', top: 0 };

/** Restores the list's scroll position on the way back from a conversation. */
export function useKeptScroll(inside: RefObject<Element | null>, key: string): void {
  useLayoutEffect(() => {
    const scroller = scrollerOf(inside.current);
    if (!scroller) return;
    if (kept.key === key) scroller.scrollTop = kept.top;
    // Don't read it at the end: by then the list may be hidden and the scroller at its top.
    const keep = (): void => {
      kept = { key, top: scroller.scrollTop };
    };
    scroller.addEventListener('scroll', keep, { passive: true });
    return () => scroller.removeEventListener('scroll', keep);
  }, [inside, key]);
}
