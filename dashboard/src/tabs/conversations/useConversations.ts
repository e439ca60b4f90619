import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { FIRST_GOAL, type Goal, nextGoal, wantsMore } from './paging';
import { listQuery } from './queries';

/** The list, which looks for more by itself until there is enough to show or it has looked far enough. */
export function useConversations(slug: string, q: string) {
  const query = listQuery(slug, q);
  const list = useInfiniteQuery(query);
  const queryClient = useQueryClient();
  const [goal, setGoal] = useState<Goal>(FIRST_GOAL);
  const pages = list.data?.pages ?? [];
  const isFurther = list.hasNextPage && pages.length > 0 && wantsMore(pages, goal);
  const { fetchNextPage, isFetching, isError } = list;
  useEffect(() => {
    if (isFurther && !isFetching && !isError) void fetchNextPage();
  }, [isFurther, isFetching, isError, fetchNextPage]);
  return {
    list,
    rows: pages.flatMap((page) => page.items),
    pages: pages.length,
    /** Pages are asked for by themselves. */
    isLooking: isFurther && !isError,
    lookFurther: (): void => {
      setGoal(nextGoal(pages, q !== ''));
      if (list.hasNextPage) void fetchNextPage();
    },
    stop: (): void => setGoal({ rows: 0, pages: 0 }),
    /** From the newest again, whatever was loaded. */
    restart: (): Promise<void> => {
      setGoal(FIRST_GOAL);
      return queryClient.resetQueries({ queryKey: query.queryKey, exact: true });
    },
  };
}
