import { type RefObject, useLayoutEffect, useRef } from 'react';
import { scrollerOf } from './useWindow';

/** How near to the end counts as there, px. */
const NEAR = 8;

/** A thread is opened at its end, and stays there while it grows. When earlier messages come (`first` is another), what is in sight stays. */
export function useThreadScroll(
  inside: RefObject<Element | null>,
  first: string | undefined,
): void {
  const place = useRef({ first, fromEnd: 0, isAtEnd: true });
  useLayoutEffect(() => {
    const scroller = scrollerOf(inside.current);
    if (!scroller) return;
    const keep = (): void => {
      const fromEnd = scroller.scrollHeight - scroller.scrollTop;
      const isAtEnd = fromEnd - scroller.clientHeight < NEAR;
      place.current = { ...place.current, fromEnd, isAtEnd };
    };
    scroller.addEventListener('scroll', keep, { passive: true });
    return () => scroller.removeEventListener('scroll', keep);
  }, [inside]);
  useLayoutEffect(() => {
    const { fromEnd, isAtEnd, first: before } = place.current;
    const scroller = scrollerOf(inside.current);
    if (scroller && (isAtEnd || before !== first)) {
      scroller.scrollTop = scroller.scrollHeight - (isAtEnd ? 0 : fromEnd);
    }
    place.current.first = first;
  });
}
