import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { liveEvery } from '~/api/queries';
import type { Period } from './days';

/** What a tenant used in a period of at most 92 days. */
export const usageQuery = (slug: string, { from, to }: Period) =>
  queryOptions({
    queryKey: ['usage', slug, from, to],
    queryFn: ({ signal }) => {
      const params = { path: { slug }, query: { from, to } };
      return body(api.GET('/v1/admin/tenants/{slug}/usage', { params, signal }));
    },
    staleTime: 60_000,
  });

/** The beginning of the query key of all tenants' usage. */
export const MONTH = 'month';

/** All tenants' usage in this month, page by page in the order of their slugs. */
export const monthQuery = infiniteQueryOptions({
  queryKey: [MONTH],
  queryFn: ({ pageParam, signal }) => {
    const query = { ...(pageParam && { cursor: pageParam }) };
    return body(api.GET('/v1/admin/usage', { params: { query }, signal }));
  },
  initialPageParam: '',
  getNextPageParam: (page) => page.cursor ?? undefined,
  staleTime: 60_000,
  // Every page reads each of its tenants, so it is asked for less often than what visitors do.
  refetchInterval: ({ state }) => 4 * liveEvery(state.data?.pages.length),
});
