import { type RefObject, useEffect, useState } from 'react';

export interface Range {
  first: number;
  /** One past the last. */
  end: number;
}

const AROUND = 12;

/** The rows visible in `height` px from `top`, plus a few around them for the keyboard and fast scrolling. */
export function rangeOf(count: number, row: number, top: number, height: number): Range {
  const first = Math.max(0, Math.min(Math.floor(top / row), count) - AROUND);
  const end = Math.min(count, Math.max(0, Math.ceil((top + height) / row)) + AROUND);
  return { first: Math.min(first, end), end };
}

/** What is in sight does not depend on the number of rows, so a new one takes none of the others away until the next look. */
const ENDLESS = Number.MAX_SAFE_INTEGER;

const within = (count: number, { first, end }: Range): Range => ({
  first: Math.max(0, Math.min(first, count - AROUND)),
  end: Math.min(end, count),
});

export function scrollerOf(element: Element | null): Element | null {
  let at = element?.parentElement ?? null;
  while (at && !/auto|scroll/.test(getComputedStyle(at).overflowY)) at = at.parentElement;
  return at;
}

/** Which rows of a list to render, so that the document stays small however long the list is. All rows are `row` px high. */
export function useWindow(list: RefObject<Element | null>, count: number, row: number): Range {
  const [range, setRange] = useState<Range>(() => rangeOf(ENDLESS, row, 0, 1200));
  useEffect(() => {
    const element = list.current;
    const scroller = scrollerOf(element);
    if (!element || !scroller) return;
    const look = (): void => {
      const top = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      const next = rangeOf(ENDLESS, row, top, scroller.clientHeight);
      setRange((old) => (old.first === next.first && old.end === next.end ? old : next));
    };
    look();
    scroller.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller);
    return () => {
      scroller.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [list, row]);
  return within(count, range);
}
