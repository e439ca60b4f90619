import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { keysQuery } from '~/api/queries';
import type { KeyInput, KeyView, NewKey } from '~/api/types';
import { toast } from '~/ui/toast';

/** Publishable keys created or pasted since the page was loaded. Kept in memory only, until the operator signs out. */
const keysAtHandQuery = (slug: string) =>
  queryOptions({
    queryKey: ['keys-at-hand', slug],
    queryFn: (): string[] => [],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

export function useKeysAtHand(slug: string) {
  const query = keysAtHandQuery(slug);
  const { data: keys = [] } = useQuery(query);
  const queryClient = useQueryClient();
  const add = (key: string): void => {
    queryClient.setQueryData(query.queryKey, (old = []) => [key, ...old.filter((k) => k !== key)]);
  };
  return { keys, add };
}

function useAfter(slug: string) {
  const queryClient = useQueryClient();
  const { add } = useKeysAtHand(slug);
  return {
    refresh: () => queryClient.invalidateQueries(keysQuery(slug)),
    keep: ({ kind, key }: NewKey) => kind === 'publishable' && add(key),
  };
}

export function useMakeKey(slug: string, onMade: (key: NewKey) => void) {
  const { refresh, keep } = useAfter(slug);
  return useMutation({
    mutationFn: (key: KeyInput) =>
      body(api.POST('/v1/admin/tenants/{slug}/keys', { params: { path: { slug } }, body: key })),
    onSuccess: (key) => {
      void refresh();
      keep(key);
      onMade(key);
    },
  });
}

export function useRotateKey(slug: string, onMade: (key: NewKey) => void) {
  const { refresh, keep } = useAfter(slug);
  return useMutation({
    mutationFn: ({ id, grace }: { id: string; grace: number }) => {
      const params = { path: { slug, id }, query: { grace_hours: grace } };
      return body(api.POST('/v1/admin/tenants/{slug}/keys/{id}/rotate', { params }));
    },
    onSuccess: (key) => {
      void refresh();
      keep(key);
      onMade(key);
    },
  });
}

export function useRevokeKey(slug: string, onRevoked: () => void) {
  const { refresh } = useAfter(slug);
  return useMutation({
    mutationFn: ({ id }: KeyView) =>
      api.DELETE('/v1/admin/tenants/{slug}/keys/{id}', { params: { path: { slug, id } } }),
    onSuccess: async (_, { name }) => {
      await refresh();
      onRevoked();
      toast(`Revoked “${name}”.`);
    },
  });
}
