import { useChildMatches } from '@tanstack/react-router';
import { type RefObject, useInsertionEffect } from 'react';

/** Each tab begins at its top: they share the scroller. Before the tab's own effects, which may know a better place. */
export function useTabTop(scroller: RefObject<Element | null>): void {
  const tab = useChildMatches({ select: ([match]) => match?.id });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the tab is another
  useInsertionEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [tab]);
}
