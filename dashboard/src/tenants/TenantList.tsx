import { type KeyboardEvent, useRef, useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import type { TenantSummary } from '~/api/types';
import { useTab } from '~/tenant/useTab';
import { Button } from '~/ui/Button';
import { cx } from '~/ui/cx';
import { usePanels } from '~/ui/panels';
import { EmptyState, Skeleton } from '~/ui/states';
import { useNow } from '~/ui/useNow';
import { lifeOf } from './life';
import { TenantRow } from './TenantRow';
import { useTenants } from './useTenants';

interface TenantListProps {
  selected: string | undefined;
  onNew: () => void;
}

export function TenantList({ selected, onNew }: TenantListProps) {
  const [typed, setTyped] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const isRail = selected !== undefined;
  return (
    <>
      <h1 className="sr-only lg:hidden" data-place>
        Tenants
      </h1>
      <div className="flex gap-2 p-3 pb-2">
        <input
          aria-label="Search tenants"
          className={cx('control min-w-0 flex-1 px-2.5', isRail && 'lg:max-xl:hidden')}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setTyped('');
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            list.current?.querySelector<HTMLElement>('a[tabindex="0"]')?.focus();
          }}
          placeholder="Search tenants…"
          type="search"
          value={typed}
        />
        <Button className={cx(isRail && 'lg:max-xl:px-1.5')} onClick={onNew}>
          New
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-3" ref={list}>
        <Results onNew={onNew} selected={selected} typed={typed} />
      </div>
    </>
  );
}

function Results({ typed, selected, onNew }: TenantListProps & { typed: string }) {
  const found = useTenants(typed);
  const { list, tenants, isLooking } = found;
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
          action={<Button onClick={onNew}>Create a tenant</Button>}
          title="No tenants yet"
        />
      );
    return (
      <EmptyState title="Nothing found">
        No tenant’s name or slug contains “{typed.trim()}”.
      </EmptyState>
    );
  }
  return <Rows {...{ found, selected, isSearch: typed.trim() !== '' }} />;
}

interface RowsProps {
  found: ReturnType<typeof useTenants>;
  selected: string | undefined;
  isSearch: boolean;
}

function Rows({ found, selected, isSearch }: RowsProps) {
  const { list, tenants, isByName } = found;
  const [reached, setReached] = useState<string>();
  const now = useNow();
  const tab = useTab();
  const { show } = usePanels();
  const isNameTwice = sharedNames(tenants);
  // The Tab key stops once for the whole list; the arrow keys move within it.
  const has = (slug: string | undefined): boolean => tenants.some((one) => one.slug === slug);
  const stop = [reached, selected].find(has) ?? tenants[0]?.slug;
  return (
    <ul
      className={cx('flex flex-col gap-0.5', list.isPlaceholderData && 'opacity-60')}
      onKeyDown={moveFocus}
    >
      {!isByName && (
        <li className={cx('px-2.5 pb-2 text-muted text-xs', selected && 'lg:max-xl:hidden')}>
          Sorted by slug, because there are too many to sort by name. Search covers both.
        </li>
      )}
      {tenants.map((tenant) => (
        <TenantRow
          isRail={selected !== undefined}
          isSelected={tenant.slug === selected}
          isStop={tenant.slug === stop}
          key={tenant.slug}
          life={
            isNameTwice(tenant) || !isByName
              ? `${tenant.slug} · ${lifeOf(tenant, now)}`
              : lifeOf(tenant, now)
          }
          onReach={setReached}
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
            {list.isFetchNextPageError
              ? 'Could not load more. Try again'
              : isSearch
                ? 'Search further'
                : 'Show more'}
          </Button>
        </li>
      )}
    </ul>
  );
}

/** Arrow keys, Home and End move between tenants. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.indexOf(event.target as HTMLAnchorElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  links[to]?.focus();
}

/** Whether another tenant in the list has the same name. */
function sharedNames(tenants: TenantSummary[]): (tenant: TenantSummary) => boolean {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of tenants) (seen.has(name) ? shared : seen).add(name);
  return ({ name }) => shared.has(name);
}

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
