import { useInfiniteQuery } from '@tanstack/react-query';
import { FIRST_GOAL, useFurther } from '~/api/paging';
import { tenantsQuery } from '~/api/queries';
import { useDebounced } from '~/ui/useDebounced';

/** Tenants by what somebody types: words of their names and slugs. */
export function useTenants(typed: string) {
  const q = useDebounced(typed.trim(), 200);
  const list = useInfiniteQuery(tenantsQuery(q));
  const isLooking = useFurther(list, FIRST_GOAL);
  return { list, tenants: list.data?.pages.flatMap((page) => page.items) ?? [], isLooking };
}
