import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { startOfDay } from '~/ui/time';
import { api, body } from './client';

/**
 * Shows what visitors do within 20 s while the page is visible. A list of many pages takes a request per page, so it is refetched less often.
 */
export const liveEvery = (pages = 1): number => 15_000 * Math.max(1, pages / 2);

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => body(api.GET('/v1/admin/me', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The beginning of the query keys of the previews' keys. */
export const PREVIEW_KEYS = 'preview-key';

/** Where the operator is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => body(api.GET('/v1/admin/sessions', { signal })),
  refetchInterval: liveEvery(),
  refetchOnMount: 'always',
  refetchOnWindowFocus: 'always',
});

/** `q`: words in the name or the slug. */
export const tenantsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['tenants', q],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: 100,
        active_since: startOfDay(),
        ...(q && { q }),
        ...(pageParam && { cursor: pageParam }),
      };
      return body(api.GET('/v1/admin/tenants', { params: { query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => liveEvery(state.data?.pages.length),
    refetchOnWindowFocus: 'always',
  });

export const tenantQuery = (slug: string) =>
  queryOptions({
    queryKey: ['tenant', slug],
    queryFn: ({ signal }) =>
      body(api.GET('/v1/admin/tenants/{slug}', { params: { path: { slug } }, signal })),
  });

/** The beginning of the query keys of tenants' versions. */
export const VERSIONS = 'versions';

export const keysQuery = (slug: string) =>
  queryOptions({
    queryKey: ['keys', slug],
    queryFn: ({ signal }) =>
      body(api.GET('/v1/admin/tenants/{slug}/keys', { params: { path: { slug } }, signal })),
    refetchInterval: liveEvery(),
    refetchOnWindowFocus: 'always',
  });

/** Everybody who may sign in. For owners of all tenants. */
export const operatorsQuery = queryOptions({
  queryKey: ['operators'],
  queryFn: ({ signal }) => body(api.GET('/v1/admin/operators', { signal })),
  refetchInterval: liveEvery(),
  refetchOnMount: 'always',
  refetchOnWindowFocus: 'always',
});

/** The operator's service tokens; to an owner of all tenants, everybody's. */
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => body(api.GET('/v1/admin/tokens', { signal })),
  refetchInterval: liveEvery(),
  refetchOnMount: 'always',
  refetchOnWindowFocus: 'always',
});
