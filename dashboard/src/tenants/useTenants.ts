import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { tenantsQuery } from '~/api/queries';
import type { TenantSummary } from '~/api/types';
import { suggestSlug } from './slug';
import { useDebounced } from './useDebounced';

interface Page {
  items: TenantSummary[];
}

const itemsOf = (list: InfiniteData<Page> | undefined): TenantSummary[] =>
  list?.pages.flatMap((page) => page.items) ?? [];

/** Of `known`, those whose name holds the words and which are not found yet. */
export function alsoByName(
  found: TenantSummary[],
  known: TenantSummary[],
  words: string,
): TenantSummary[] {
  const slugs = new Set(found.map(({ slug }) => slug));
  const wanted = words.trim().toLowerCase();
  return known.filter(({ slug, name }) => !slugs.has(slug) && name.toLowerCase().includes(wanted));
}

/** The service finds tenants by the beginning of their slug; those that were loaded before are found by name too. */
export function useTenants(typed: string) {
  const q = useDebounced(suggestSlug(typed), 200);
  const list = useInfiniteQuery(tenantsQuery(q));
  const queryClient = useQueryClient();
  const found = itemsOf(list.data);
  const known = q ? itemsOf(queryClient.getQueryData(tenantsQuery('').queryKey)) : [];
  return { list, tenants: q ? [...found, ...alsoByName(found, known, typed)] : found };
}
