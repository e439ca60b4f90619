import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import { ApiError } from '~/api/error';
import { tenantQuery } from '~/api/queries';
import type { TenantDocument } from '~/api/types';
import { DraftProvider } from '~/draft/context';
import { Draft } from '~/draft/draft';
import { PreviewPanel } from '~/preview/PreviewPanel';
import { usePage } from '~/tenant/useTab';
import { cx } from '~/ui/cx';
import { PanelRegion } from '~/ui/panels';
import { EmptyState, Skeleton } from '~/ui/states';
import { Editor } from './Editor';

export function TenantPage() {
  const { slug } = useParams({ from: '/signed-in/tenants/$slug' });
  const tenant = useQuery(tenantQuery(slug));
  if (tenant.data) return <Loaded document={tenant.data} key={slug} />;
  return (
    <PanelRegion className="flex-1" label="Editor" name="editor">
      <title>{`${slug} · BubbleChat`}</title>
      {tenant.isPending ? (
        <Loading slug={slug} />
      ) : tenant.error instanceof ApiError && tenant.error.status === 404 ? (
        <EmptyState isPage title="Tenant not found">
          No tenant has the slug “{slug}”.
        </EmptyState>
      ) : (
        <ErrorState
          busy={tenant.isFetching}
          error={tenant.error}
          isPage
          onRetry={() => tenant.refetch()}
          title="The tenant could not be loaded"
        />
      )}
    </PanelRegion>
  );
}

function Loaded({ document }: { document: TenantDocument }) {
  const [draft] = useState(() => new Draft(document));
  useEffect(() => draft.adopt(document), [draft, document]);
  const { hasPreview } = usePage();
  // Hidden instead of removed, so that its chat continues. On narrow screens it has its own panel.
  return (
    <DraftProvider draft={draft}>
      <PanelRegion className="flex-1" label="Editor" name="editor">
        <Editor />
      </PanelRegion>
      <PanelRegion
        className={cx(
          'bg-sunken max-lg:flex-1 lg:w-[clamp(348px,30vw,520px)] lg:shrink-0 lg:border-line lg:border-l',
          !hasPreview && 'lg:hidden',
        )}
        label="Preview"
        name="preview"
      >
        <PreviewPanel />
      </PanelRegion>
    </DraftProvider>
  );
}

function Loading({ slug }: { slug: string }) {
  return (
    <div aria-label="Loading the tenant" className="px-7 pt-6" role="status">
      <h1 className="sr-only">{slug}</h1>
      <Skeleton className="h-6 w-48" />
      <Skeleton className="mt-3 h-4 w-64" />
      <Skeleton className="mt-8 h-px w-full" />
      <Skeleton className="mt-8 h-9 w-full" />
      <Skeleton className="mt-4 h-9 w-full" />
    </div>
  );
}
