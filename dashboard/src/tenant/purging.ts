import { queryOptions } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { toast } from '~/ui/toast';
import { type Progress, Purges } from './purges';

/** One request that deletes for some seconds. The first takes the tenant away from visitors and operators. */
export async function askToDelete(slug: string): Promise<Progress> {
  const { data, response } = await api.DELETE('/v1/admin/tenants/{slug}', {
    params: { path: { slug } },
  });
  return {
    isDone: data?.status === 'purged',
    deleted: data?.deleted ?? 0,
    wait: Number(response.headers.get('retry-after')) || 1,
  };
}

export const purges = new Purges(askToDelete, ({ slug }) =>
  toast(`Nothing is left of ${slug}. Its slug stays taken.`),
);

/** Deletions that were begun and not ended, by whomever. */
export const purgingQuery = queryOptions({
  queryKey: ['purging'],
  queryFn: ({ signal }) =>
    body(api.GET('/v1/admin/tenants', { params: { query: { state: 'purging' } }, signal })),
  staleTime: Number.POSITIVE_INFINITY,
  // Asked again by whoever signs in next.
  gcTime: 0,
});
