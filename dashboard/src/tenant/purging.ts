import { queryOptions } from '@tanstack/react-query';
import { api, body } from '~/api/client';

const LOOK_MS = 20_000;

/** Tenants whose deletion is unfinished. The service continues it by itself; this only watches the progress. */
export const purgingQuery = queryOptions({
  queryKey: ['purging'],
  queryFn: ({ signal }) =>
    body(api.GET('/v1/admin/tenants', { params: { query: { state: 'purging' } }, signal })),
  refetchInterval: ({ state }) => (state.data?.items.length ? LOOK_MS : false),
});
