import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';

/**
 * A page of a search may be empty even though there is more to search, so more pages are requested automatically until enough is found,
 * up to a limit.
 */
export interface Goal {
  /** This many rows are enough. */
  rows: number;
  /** The limit on pages until somebody asks for more. */
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

/** Raises the goal when somebody asks for more. */
export const nextGoal = (pages: readonly Page[], isSearch: boolean): Goal => ({
  rows: rowsIn(pages) + (isSearch ? ROWS_AT_ONCE : 1),
  pages: pages.length + PAGES_AT_ONCE,
});

/** Whether to request another page automatically. */
export const wantsMore = (pages: readonly Page[], goal: Goal): boolean =>
  rowsIn(pages) < goal.rows && pages.length < goal.pages;

/** Requests pages until the goal is met. Returns whether it is still loading. */
export function useFurther(list: UseInfiniteQueryResult<InfiniteData<Page>>, goal: Goal): boolean {
  const { data, hasNextPage, fetchNextPage, isFetching, isError } = list;
  const pages = data?.pages ?? [];
  const isLooking = hasNextPage && pages.length > 0 && wantsMore(pages, goal) && !isError;
  useEffect(() => {
    if (isLooking && !isFetching) void fetchNextPage();
  }, [isLooking, isFetching, fetchNextPage]);
  return isLooking;
}
