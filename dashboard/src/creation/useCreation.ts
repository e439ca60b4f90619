import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { tenantQuery } from '~/api/queries';
import type { TenantDocument } from '~/api/types';
import type { Named } from './useNaming';

interface Creation<T extends Named> {
  create: (input: T) => Promise<TenantDocument>;
  onError: (error: unknown, input: T) => void;
  onClose: () => void;
}

/** Creates a tenant and opens it. */
export function useCreation<T extends Named>({ create, onError, onClose }: Creation<T>) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: create,
    onSuccess: (tenant) => {
      queryClient.setQueryData(tenantQuery(tenant.slug).queryKey, tenant);
      void queryClient.invalidateQueries({ queryKey: ['tenants'] });
      onClose();
      void navigate({ to: '/tenants/$slug/appearance', params: { slug: tenant.slug } });
    },
    onError,
  });
}
