import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import { tenantQuery } from '~/api/queries';
import type { Provider, TenantDocument } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';

/** Sets a provider's key, or deletes it with `null`, at once and independently of the draft. */
export function useProviderKey(provider: Provider) {
  const draft = useDraft();
  const slug = useDraftState(({ base }) => base.slug);
  const queryClient = useQueryClient();
  const { queryKey } = tenantQuery(slug);
  return useMutation({
    mutationFn: async (key: string | null): Promise<void> => {
      if (key === null) {
        const params = { path: { slug }, query: { provider } };
        await api.DELETE('/v1/admin/tenants/{slug}/provider-key', { params });
      } else {
        const params = { path: { slug } };
        const body = { provider, key };
        await api.PUT('/v1/admin/tenants/{slug}/provider-key', { params, body });
      }
    },
    onSuccess: (_, key) => {
      // A query in progress would bring back the old state.
      void queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData<TenantDocument>(
        queryKey,
        (tenant) =>
          tenant && {
            ...tenant,
            provider_keys: { ...tenant.provider_keys, [provider]: key !== null },
          },
      );
      const document = queryClient.getQueryData<TenantDocument>(queryKey);
      if (document) draft.adopt(document);
    },
  });
}
