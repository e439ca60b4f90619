import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';

/**
 * A page of a search may be empty while there is more to look at, so pages are asked for by themselves: until enough is found, but
 * only so many at a time.
 */
export interface Goal {
  /** Enough is found with so many rows. */
  rows: number;
  /** No more than so many pages, until somebody asks for more. */
  pages: number;
}

interface Page {
  items: readonly unknown[];
}

const PAGES_AT_ONCE = 8;
const ROWS_AT_ONCE = 20;

export const FIRST_GOAL: Goal = { rows: 1, pages: PAGES_AT_ONCE };

export const rowsIn = (pages: readonly Page[]): number =>
  pages.reduce((sum, { items }) => sum + items.length, 0);

/** Asked for more: from where we are. */
export const nextGoal = (pages: readonly Page[], isSearch: boolean): Goal => ({
  rows: rowsIn(pages) + (isSearch ? ROWS_AT_ONCE : 1),
  pages: pages.length + PAGES_AT_ONCE,
});

/** Whether another page should come by itself. */
export const wantsMore = (pages: readonly Page[], goal: Goal): boolean =>
  rowsIn(pages) < goal.rows && pages.length < goal.pages;

/** Asks for pages until the goal is met. Whether it is still at it. */
export function useFurther(list: UseInfiniteQueryResult<InfiniteData<Page>>, goal: Goal): boolean {
  const { data, hasNextPage, fetchNextPage, isFetching, isError } = list;
  const pages = data?.pages ?? [];
  const isLooking = hasNextPage && pages.length > 0 && wantsMore(pages, goal) && !isError;
  useEffect(() => {
    if (isLooking && !isFetching) void fetchNextPage();
  }, [isLooking, isFetching, fetchNextPage]);
  return isLooking;
}
