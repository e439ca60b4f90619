import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { liveEvery, VERSIONS } from '~/api/queries';

/** A tenant's versions, newest first. */
export const versionsQuery = (slug: string) =>
  infiniteQueryOptions({
    queryKey: [VERSIONS, slug],
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam ? { cursor: pageParam } : {};
      const params = { path: { slug }, query };
      return body(api.GET('/v1/admin/tenants/{slug}/versions', { params, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor ?? undefined,
    refetchInterval: ({ state }) => liveEvery(state.data?.pages.length),
    refetchOnMount: 'always',
    refetchOnWindowFocus: 'always',
  });

/** A version's document, which never changes. */
export const versionQuery = (slug: string, revision: number) =>
  queryOptions({
    queryKey: ['version', slug, revision],
    queryFn: ({ signal }) => {
      const params = { path: { slug, revision } };
      return body(api.GET('/v1/admin/tenants/{slug}/versions/{revision}', { params, signal }));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
