import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FIRST_GOAL, type Goal, nextGoal, useFurther } from '~/api/paging';
import { type Filter, isBackwards } from './filter';
import { auditQuery } from './queries';

/** What was done, newest first. Looks further by itself until there is enough to show or it has looked far enough. */
export function useAudit(filter: Filter) {
  const query = auditQuery(filter);
  // The service refuses a period that ends before it begins.
  const list = useInfiniteQuery({ ...query, enabled: !isBackwards(filter) });
  const queryClient = useQueryClient();
  const [goal, setGoal] = useState<Goal>(FIRST_GOAL);
  const pages = list.data?.pages ?? [];
  const isLooking = useFurther(list, goal);
  return {
    list,
    items: pages.flatMap((page) => page.items),
    isLooking,
    lookFurther: (): void => {
      setGoal(nextGoal(pages, false));
      if (list.hasNextPage) void list.fetchNextPage();
    },
    /** From the newest again, whatever was loaded. */
    restart: (): Promise<void> => {
      setGoal(FIRST_GOAL);
      return queryClient.resetQueries({ queryKey: query.queryKey, exact: true });
    },
  };
}

export type Audit = ReturnType<typeof useAudit>;
