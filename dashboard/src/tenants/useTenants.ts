import { useInfiniteQuery } from '@tanstack/react-query';
import { FIRST_GOAL, type Goal, useFurther } from '~/api/paging';
import { tenantsQuery } from '~/api/queries';
import type { TenantSummary } from '~/api/types';
import { useDebounced } from '~/ui/useDebounced';

/** How many tenants are read at once to sort them by name. The service lists them by slug. */
const SORTED_MOST = 500;
const ALL: Goal = { rows: SORTED_MOST, pages: 5 };

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const inOrder = (tenants: TenantSummary[]): TenantSummary[] =>
  tenants.toSorted((a, b) => byName.compare(a.name, b.name) || (a.slug < b.slug ? -1 : 1));

/** Tenants whose names or slugs match the search. */
export function useTenants(typed: string) {
  const q = useDebounced(typed.trim(), 200);
  const list = useInfiniteQuery(tenantsQuery(q));
  const isLooking = useFurther(list, q ? FIRST_GOAL : ALL);
  const bySlug = list.data?.pages.flatMap((page) => page.items) ?? [];
  // Sorting by name needs all tenants: a later page would insert rows between those already shown.
  const isByName = !list.hasNextPage && bySlug.length <= SORTED_MOST;
  return { list, tenants: isByName ? inOrder(bySlug) : bySlug, isByName, isLooking };
}
