import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Goal, nextGoal, useFurther } from '~/api/paging';
import { monthQuery } from '~/usage/queries';

/** A thousand tenants are read by themselves, so that they can be sorted. */
const ALL: Goal = { rows: Number.POSITIVE_INFINITY, pages: 40 };

/** This month's usage of all tenants. */
export function useMonth() {
  const list = useInfiniteQuery(monthQuery);
  const [goal, setGoal] = useState(ALL);
  const isLooking = useFurther(list, goal);
  const pages = list.data?.pages ?? [];
  const [first] = pages;
  return {
    list,
    isLooking,
    tenants: pages.flatMap(({ items }) => items),
    currency: first?.currency ?? 'USD',
    /** `2026-11` */
    month: first?.month ?? '',
    lookFurther: (): void => {
      setGoal({ ...ALL, pages: nextGoal(pages, false).pages });
      void list.fetchNextPage();
    },
  };
}
