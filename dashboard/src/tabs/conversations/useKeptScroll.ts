import { type RefObject, useLayoutEffect } from 'react';
import { scrollerOf } from './useWindow';

let kept = { key: '', top: 0 };

/** Who comes back from a conversation finds the list where they left it. */
export function useKeptScroll(inside: RefObject<Element | null>, key: string): void {
  useLayoutEffect(() => {
    const scroller = scrollerOf(inside.current);
    if (!scroller) return;
    if (kept.key === key) scroller.scrollTop = kept.top;
    // Not read at the end: by then the list may be hidden, and the scroller at its top.
    const keep = (): void => {
      kept = { key, top: scroller.scrollTop };
    };
    scroller.addEventListener('scroll', keep, { passive: true });
    return () => scroller.removeEventListener('scroll', keep);
  }, [inside, key]);
}
