import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '~/api/error';

/** The origin in a Content-Security-Policy's `frame-src`. */
export function frameOrigin(policy: string | null): string | null {
  const directive = policy?.split(';').find((part) => /^\s*frame-src\s/.test(part));
  return /https?:\/\/[^\s;]+/.exec(directive ?? '')?.[0] ?? null;
}

/**
 * The site's origin. The API does not name it, but the dashboard's own page does: its policy lets it frame that origin and no other.
 */
export const siteQuery = queryOptions({
  queryKey: ['site'],
  queryFn: async ({ signal }) => {
    const page = await fetch('/', { method: 'HEAD', signal });
    const origin = frameOrigin(page.headers.get('content-security-policy'));
    if (!origin)
      throw new ApiError('no_site', 'The console does not say which site belongs to it.');
    return origin;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
