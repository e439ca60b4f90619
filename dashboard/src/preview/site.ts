import { queryOptions } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { ApiError } from '~/api/error';

/** The origin of the site that belongs to this console and serves the widget and the preview's frame. */
export const siteQuery = queryOptions({
  queryKey: ['site'],
  queryFn: async ({ signal }) => {
    const { site } = await body(api.GET('/v1/admin/me', { signal }));
    if (!site) throw new ApiError('no_site', 'The console does not know which site belongs to it.');
    return site;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
