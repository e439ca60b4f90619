import { queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { ApiError } from '~/api/error';
import type { Build } from './snippet';

const manifest = v.object({
  version: v.string(),
  file: v.pipe(v.string(), v.regex(/^[\w.-]+\.js$/)),
  integrity: v.pipe(v.string(), v.regex(/^sha384-[A-Za-z0-9+/=]+$/)),
});

/** The versioned file that the site currently serves, and its hash. */
export const buildQuery = (site: string) =>
  queryOptions({
    queryKey: ['build', site],
    queryFn: async ({ signal }): Promise<Build> => {
      const response = await fetch(`${site}/manifest.json`, { signal }).catch((cause) => {
        throw new ApiError('network', String(cause));
      });
      const result = v.safeParse(manifest, await response.json().catch(() => null));
      if (!response.ok || !result.success) {
        throw new ApiError('no_build', 'the site publishes no build', response.status);
      }
      return result.output;
    },
    staleTime: 60_000,
  });
