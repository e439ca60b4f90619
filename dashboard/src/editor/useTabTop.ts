import { useChildMatches } from '@tanstack/react-router';
import { type RefObject, useInsertionEffect } from 'react';

/** The tabs share a scroller, so each one starts at its top. Runs before the tab's own effects, which may scroll elsewhere. */
export function useTabTop(scroller: RefObject<Element | null>): void {
  const tab = useChildMatches({ select: ([match]) => match?.id });
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the tab changes
  useInsertionEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [tab]);
}
