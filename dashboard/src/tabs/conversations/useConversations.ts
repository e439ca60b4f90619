import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { FIRST_GOAL, type Goal, nextGoal, useFurther } from '~/api/paging';
import type { TenantSummary } from '~/api/types';
import { readNewest, withNewest } from './news';
import { LIST_PAGE, type ListPage, listQuery, readList } from './queries';
import { NEWS_MS, useNews } from './useNews';

/** The list, which looks for more by itself until there is enough to show or it has looked far enough. */
export function useConversations(slug: string, q: string) {
  const query = listQuery(slug, q);
  const list = useInfiniteQuery(query);
  const queryClient = useQueryClient();
  const [goal, setGoal] = useState<Goal>(FIRST_GOAL);
  const pages = list.data?.pages ?? [];
  const newest = pages[0]?.items[0]?.active_at;
  // The list of tenants must not say "Not used yet" beside these conversations.
  useEffect(() => {
    if (newest && isNews(queryClient, slug, newest)) {
      void queryClient.invalidateQueries({ queryKey: ['tenants'] });
    }
  }, [newest, slug, queryClient]);
  const isLooking = useFurther(list, goal);
  useNews<ListPage>({
    queryKey: query.queryKey,
    shown: list,
    everyMs: NEWS_MS,
    look: async (old, signal) => {
      const read = (cursor: string) => readList(slug, q, { cursor, limit: LIST_PAGE, signal });
      const newest = await readNewest(old, q, read);
      return (pages) => withNewest(pages, newest, q);
    },
  });
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

type Tenants = InfiniteData<{ items: TenantSummary[] }>;

/** Whether a list of tenants that was read says that this one was last active before `time`. */
function isNews(queryClient: QueryClient, slug: string, time: string): boolean {
  const lists = queryClient.getQueriesData<Tenants>({ queryKey: ['tenants'] });
  const known = lists
    .flatMap(([, list]) => list?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter((tenant) => tenant.slug === slug);
  return known.some(({ activity }) => !activity?.last_active_at || activity.last_active_at < time);
}
