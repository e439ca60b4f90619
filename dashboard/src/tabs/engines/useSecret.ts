import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import { tenantQuery } from '~/api/queries';
import type { TenantDocument } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';
import { nameOf, type Secret } from '~/tenant/secrets';
import { useRefresh } from './useRefresh';

/** Only what it has: an address has no null. */
const queryOf = ({ provider, host, header }: Secret) => ({
  provider,
  ...(host !== null && { host }),
  ...(header !== null && { header }),
});

/** Sets a key or a header's value, or deletes it with `null`, at once and independently of the draft. */
export function useSecret(secret: Secret) {
  const draft = useDraft();
  const slug = useDraftState(({ base }) => base.slug);
  const queryClient = useQueryClient();
  const { queryKey } = tenantQuery(slug);
  const refresh = useRefresh(slug);
  return useMutation({
    mutationFn: async (key: string | null): Promise<void> => {
      if (key === null) {
        const params = { path: { slug }, query: queryOf(secret) };
        await api.DELETE('/v1/admin/tenants/{slug}/provider-key', { params });
      } else {
        const params = { path: { slug } };
        const body = { ...secret, key };
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
            provider_keys: { ...tenant.provider_keys, [nameOf(secret)]: key !== null },
          },
      );
      const document = queryClient.getQueryData<TenantDocument>(queryKey);
      if (document) draft.adopt(document);
      // The engines that use it count as working again.
      refresh();
    },
  });
}
