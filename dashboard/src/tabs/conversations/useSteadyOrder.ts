import { type RefObject, useEffect, useState } from 'react';
import type { ConversationSummary } from '~/api/types';
import { type Held, hold, holdMore, inOrder } from './order';
import { scrollerOf } from './useWindow';

/** Kept for the way back from a conversation, like the list's scroll position. */
let kept: { key: string; held: Held | null } = { key: '', held: null };

/**
 * At the top of the list, new rows push the others down. Further down nothing moves: the rows are brought up to date in their places until
 * the reader is back at the top.
 */
export function useSteadyOrder(
  list: RefObject<Element | null>,
  key: string,
  live: ConversationSummary[],
) {
  const [held, setHeld] = useState<Held | null>(() => (kept.key === key ? kept.held : null));
  const ordered = inOrder(live, held);
  if (held && ordered.rows.length > held.size) setHeld(holdMore(held, ordered));
  useEffect(() => {
    kept = { key, held };
  }, [key, held]);
  useEffect(() => {
    const element = list.current;
    const scroller = scrollerOf(element);
    if (!element || !scroller) return;
    const onScroll = (): void => {
      const isPast = element.getBoundingClientRect().top < scroller.getBoundingClientRect().top;
      setHeld((old) => (isPast ? (old ?? hold(live)) : null));
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => scroller.removeEventListener('scroll', onScroll);
  }, [list, live]);
  const keyOf = ({ id, active_at }: ConversationSummary): string =>
    `${id} ${held?.get(id) ?? active_at}`;
  return {
    ...ordered,
    /** Other than the id alone, it leaves the rows in place that one row passes on its way up, and with them the focus. */
    keyOf,
    toTop: (): void => {
      const scroller = scrollerOf(list.current);
      if (scroller) scroller.scrollTop = 0;
    },
  };
}
