import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { tenantQuery, VERSIONS } from '~/api/queries';
import type { TenantDocument, TenantSummary } from '~/api/types';

interface TenantPage {
  items: TenantSummary[];
}

/** After a save: updates whatever else shows the tenant at once, such as its name and colour in the list. */
export function useShowElsewhere(): (saved: TenantDocument) => void {
  const queryClient = useQueryClient();
  return (saved) => {
    queryClient.setQueryData(tenantQuery(saved.slug).queryKey, saved);
    queryClient.setQueriesData<InfiniteData<TenantPage>>({ queryKey: ['tenants'] }, (list) =>
      withTenant(list, saved),
    );
    void queryClient.invalidateQueries({ queryKey: [VERSIONS, saved.slug] });
  };
}

function withTenant(
  list: InfiniteData<TenantPage> | undefined,
  { slug, name, tokens, updated_at, failing_engines }: TenantDocument,
): InfiniteData<TenantPage> | undefined {
  if (!list) return undefined;
  const { primary } = tokens.brand;
  const renew = (item: TenantSummary): TenantSummary =>
    item.slug === slug ? { ...item, name, primary, updated_at, failing_engines } : item;
  return { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.map(renew) })) };
}
