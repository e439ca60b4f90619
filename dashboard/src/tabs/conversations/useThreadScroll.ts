import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { scrollerOf } from './useWindow';

/** How close to the end counts as at the end, in pixels. */
const NEAR = 8;

/** A thread opens at its end and stays there while it grows. When earlier messages are added (`first` changes), the visible part stays in place. */
export function useThreadScroll(list: RefObject<Element | null>, first: string | undefined): void {
  const place = useRef<{ first: string | undefined; element: Element | null; top: number }>(null);
  const note = useEffectEvent((scroller: Element): void => {
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
    const element = list.current?.firstElementChild ?? null;
    const top = element?.getBoundingClientRect().top ?? 0;
    place.current = isAtEnd ? null : { first, element, top };
  });
  useLayoutEffect(() => {
    const scroller = scrollerOf(list.current);
    if (!scroller) return;
    const onScroll = (): void => note(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => scroller.removeEventListener('scroll', onScroll);
  }, [list]);
  useLayoutEffect(() => {
    const scroller = scrollerOf(list.current);
    if (!scroller) return;
    const before = place.current;
    if (!before) scroller.scrollTop = scroller.scrollHeight;
    else if (before.first !== first && before.element) {
      scroller.scrollTop += before.element.getBoundingClientRect().top - before.top;
    }
    note(scroller);
  });
}
