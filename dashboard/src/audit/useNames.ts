import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { sessionQuery, tenantsQuery } from '~/api/queries';

export interface Names {
  /** Tenants' names by their slugs, as far as the list beside the page has loaded them. */
  tenants: ReadonlyMap<string, string>;
  hasAllTenants: boolean;
  /** The operator's own id. */
  me: string | undefined;
}

export function useNames(): Names {
  const list = useInfiniteQuery(tenantsQuery(''));
  const { data: me } = useQuery(sessionQuery);
  const tenants = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return {
    tenants: new Map(tenants.map(({ slug, name }) => [slug, name])),
    hasAllTenants: list.data !== undefined && !list.hasNextPage,
    me: me?.id,
  };
}
