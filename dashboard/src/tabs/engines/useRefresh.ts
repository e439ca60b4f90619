import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { tenantQuery } from '~/api/queries';

/** Reads a tenant again, and its line in the list, after the service may have learned something about its engines. */
export function useRefresh(slug: string): () => void {
  const queryClient = useQueryClient();
  return useCallback(() => {
    void queryClient.invalidateQueries({ queryKey: tenantQuery(slug).queryKey });
    void queryClient.invalidateQueries({ queryKey: ['tenants'] });
  }, [queryClient, slug]);
}
