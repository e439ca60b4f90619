import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { startOfDay } from '~/ui/time';
import { api, body } from './client';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => body(api.GET('/v1/admin/me', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** `q`: words in the name or the slug. */
export const tenantsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['tenants', q],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: 50,
        active_since: startOfDay(),
        ...(q && { q }),
        ...(pageParam && { cursor: pageParam }),
      };
      return body(api.GET('/v1/admin/tenants', { params: { query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export const tenantQuery = (slug: string) =>
  queryOptions({
    queryKey: ['tenant', slug],
    queryFn: ({ signal }) =>
      body(api.GET('/v1/admin/tenants/{slug}', { params: { path: { slug } }, signal })),
  });

export const keysQuery = (slug: string) =>
  queryOptions({
    queryKey: ['keys', slug],
    queryFn: ({ signal }) =>
      body(api.GET('/v1/admin/tenants/{slug}/keys', { params: { path: { slug } }, signal })),
  });
