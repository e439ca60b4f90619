import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import type { TenantSummary } from '~/api/types';
import type { TabPath } from '~/tenant/tabs';
import { useTab } from '~/tenant/useTab';
import { Button } from '~/ui/Button';
import { cx } from '~/ui/cx';
import { usePanels } from '~/ui/panels';
import { EmptyState, Skeleton } from '~/ui/states';
import { useNow } from '~/ui/useNow';
import { Initial } from './Initial';
import { lifeOf } from './life';
import { useTenants } from './useTenants';

interface TenantListProps {
  selected: string | undefined;
  onNew: () => void;
}

export function TenantList({ selected, onNew }: TenantListProps) {
  const [typed, setTyped] = useState('');
  return (
    <>
      <h1 className="sr-only lg:hidden" data-place>
        Tenants
      </h1>
      <div className="flex gap-2 p-3 pb-2">
        <input
          aria-label="Search tenants"
          className="control min-w-0 flex-1 px-2.5"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
          placeholder="Search tenants…"
          type="search"
          value={typed}
        />
        <Button onClick={onNew}>New</Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-3">
        <Results onNew={onNew} selected={selected} typed={typed} />
      </div>
    </>
  );
}

function Results({ typed, selected, onNew }: TenantListProps & { typed: string }) {
  const { list, tenants, isLooking } = useTenants(typed);
  const now = useNow();
  const tab = useTab();
  const { show } = usePanels();
  if (list.isPending || isLooking) return <Loading />;
  if (list.isError && !list.data) {
    return (
      <ErrorState
        busy={list.isFetching}
        error={list.error}
        onRetry={() => list.refetch()}
        title="The tenants could not be loaded"
      />
    );
  }
  if (tenants.length === 0 && !list.hasNextPage) {
    if (!typed.trim())
      return (
        <EmptyState
          action={<Button onClick={onNew}>Make a tenant</Button>}
          title="No tenants yet"
        />
      );
    return (
      <EmptyState title="Nothing found">
        No tenant’s name or slug holds “{typed.trim()}”.
      </EmptyState>
    );
  }
  const isNameTwice = sharedNames(tenants);
  const label = typed.trim() ? 'Search further' : 'Show more';
  return (
    <ul className={cx('flex flex-col gap-0.5', list.isPlaceholderData && 'opacity-60')}>
      {tenants.map((tenant) => (
        <Row
          isSelected={tenant.slug === selected}
          key={tenant.slug}
          life={
            isNameTwice(tenant) ? `${tenant.slug} · ${lifeOf(tenant, now)}` : lifeOf(tenant, now)
          }
          onShow={show}
          tab={tab}
          tenant={tenant}
        />
      ))}
      {list.hasNextPage && (
        <li className="pt-2">
          <Button
            busy={list.isFetchingNextPage}
            className="w-full"
            kind="quiet"
            onClick={() => list.fetchNextPage()}
          >
            {list.isFetchNextPageError ? 'Could not load more. Try again' : label}
          </Button>
        </li>
      )}
    </ul>
  );
}

/** Whether another tenant in the list has the same name. */
function sharedNames(tenants: TenantSummary[]): (tenant: TenantSummary) => boolean {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of tenants) (seen.has(name) ? shared : seen).add(name);
  return ({ name }) => shared.has(name);
}

interface RowProps {
  tenant: TenantSummary;
  life: string;
  isSelected: boolean;
  /** The one that is open: it stays so with another tenant. */
  tab: TabPath;
  onShow: (panel: 'editor') => void;
}

/** The browser skips what is out of sight, so a list of thousands stays quick. */
const Row = memo(function Row({ tenant, life, isSelected, tab, onShow }: RowProps) {
  return (
    <li className="[contain-intrinsic-size:auto_56px] [content-visibility:auto]">
      <Link
        aria-current={isSelected ? 'true' : undefined}
        className="flex h-14 items-center gap-2.5 rounded-control border border-transparent px-2.5 -outline-offset-2 hover:bg-hover aria-[current]:border-line aria-[current]:bg-surface"
        onClick={() => isSelected && onShow('editor')}
        params={{ slug: tenant.slug }}
        preload={false}
        title={tenant.slug}
        to={`/tenants/$slug/${tab}`}
      >
        <Initial colour={tenant.primary} name={tenant.name} />
        <span className="min-w-0">
          <span className="block truncate font-medium">{tenant.name}</span>
          <span className="block truncate text-muted text-xs">{life}</span>
        </span>
      </Link>
    </li>
  );
});

function Loading() {
  return (
    <div aria-label="Loading the tenants" role="status">
      {['w-28', 'w-20', 'w-32', 'w-24'].map((width) => (
        <div className="flex h-14 items-center gap-2.5 px-2.5" key={width}>
          <Skeleton className="size-7" />
          <span>
            <Skeleton className={cx('h-3', width)} />
            <Skeleton className="mt-2 h-2.5 w-16" />
          </span>
        </div>
      ))}
    </div>
  );
}
