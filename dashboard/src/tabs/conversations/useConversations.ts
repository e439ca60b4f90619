import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FIRST_GOAL, type Goal, nextGoal, useFurther } from '~/api/paging';
import { listQuery } from './queries';

/** The list, which looks for more by itself until there is enough to show or it has looked far enough. */
export function useConversations(slug: string, q: string) {
  const query = listQuery(slug, q);
  const list = useInfiniteQuery(query);
  const queryClient = useQueryClient();
  const [goal, setGoal] = useState<Goal>(FIRST_GOAL);
  const pages = list.data?.pages ?? [];
  const isLooking = useFurther(list, goal);
  return {
    list,
    rows: pages.flatMap((page) => page.items),
    pages: pages.length,
    /** Pages are asked for by themselves. */
    isLooking,
    lookFurther: (): void => {
      setGoal(nextGoal(pages, q !== ''));
      if (list.hasNextPage) void list.fetchNextPage();
    },
    stop: (): void => setGoal({ rows: 0, pages: 0 }),
    /** From the newest again, whatever was loaded. */
    restart: (): Promise<void> => {
      setGoal(FIRST_GOAL);
      return queryClient.resetQueries({ queryKey: query.queryKey, exact: true });
    },
  };
}
