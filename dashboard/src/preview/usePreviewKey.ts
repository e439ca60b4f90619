import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, body } from '~/api/client';
import { PREVIEW_KEYS } from '~/api/queries';

/** How long before its expiry the key is renewed, if the preview is not in use. */
const MARGIN_MS = 60_000;

/**
 * A key for the preview's frame. A frame keeps its key for life, so a new key reloads the frame. That is why an expiring key is renewed only
 * while nobody is using the preview; otherwise it is renewed once the preview is refused or reloaded by hand.
 */
export function usePreviewKey(slug: string, isInUse: boolean) {
  const query = useQuery({
    queryKey: [PREVIEW_KEYS, slug],
    queryFn: () =>
      body(api.POST('/v1/admin/tenants/{slug}/preview-key', { params: { path: { slug } } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const { data, refetch } = query;
  const [isEnding, setEnding] = useState(false);
  useEffect(() => {
    setEnding(false);
    if (!data) return;
    const left = new Date(data.expires_at).getTime() - Date.now() - MARGIN_MS;
    const timer = setTimeout(() => setEnding(true), Math.max(0, left));
    return () => clearTimeout(timer);
  }, [data]);
  useEffect(() => {
    if (isEnding && !isInUse) void refetch();
  }, [isEnding, isInUse, refetch]);
  return { ...query, isEnding };
}
