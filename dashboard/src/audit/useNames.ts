import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { sessionQuery, tenantsQuery } from '~/api/queries';

export interface Names {
  /** Tenants' names by their slugs, as far as the list beside the page has loaded them. */
  tenants: ReadonlyMap<string, string>;
  /** Whether there are too many to choose from. */
  hasManyTenants: boolean;
  /** The operator's own id. */
  me: string | undefined;
}

/** The list beside the page reads that many by itself (tenants/useTenants.ts). */
const MANY_PAGES = 5;

export function useNames(): Names {
  const list = useInfiniteQuery(tenantsQuery(''));
  const { data: me } = useQuery(sessionQuery);
  const tenants = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return {
    tenants: new Map(tenants.map(({ slug, name }) => [slug, name])),
    hasManyTenants: list.hasNextPage && (list.data?.pages.length ?? 0) >= MANY_PAGES,
    me: me?.id,
  };
}
