import { ErrorState } from '~/api/ErrorState';
import type { TenantSummary } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { Button } from '~/ui/Button';
import { Skeleton } from '~/ui/states';
import { compact, isPriced, tokensOf } from '~/usage/figures';
import { moneyIn } from '~/usage/money';
import { NeedsAHand } from './NeedsAHand';
import { needs } from './needs';
import { rowsOf } from './rows';
import { TenantTable } from './TenantTable';
import { useMonth } from './useMonth';

/** The operator's day: what needs a hand, then every tenant in a line. */
export function Today({ tenants }: { tenants: readonly TenantSummary[] }) {
  const month = useMonth();
  const { list, isLooking } = month;
  return (
    <div className="@container w-full max-w-300 px-7 py-6 max-sm:px-4">
      <h1 className="font-semibold text-xl" data-place>
        Today
      </h1>
      <Summary month={month} />
      <NeedsAHand needs={needs(tenants, month)} />
      {list.isPending || isLooking ? (
        <Loading />
      ) : list.data ? (
        <>
          <TenantTable currency={month.currency} rows={rowsOf(month.tenants, tenants)} />
          <More month={month} />
        </>
      ) : (
        <ErrorState
          busy={list.isFetching}
          error={list.error}
          onRetry={() => list.refetch()}
          title="This month’s usage could not be loaded"
        />
      )}
    </div>
  );
}

type Month = ReturnType<typeof useMonth>;

/** `5 tenants · 4,182 messages · $61.42 this month` */
function Summary({ month: { list, tenants, currency, isLooking } }: { month: Month }) {
  if (!list.data || isLooking) return <p className="mt-0.5 text-muted">This month</p>;
  const sum = (of: (tenant: (typeof tenants)[number]) => number): number =>
    tenants.reduce((total, tenant) => total + of(tenant), 0);
  const messages = sum(({ total }) => total.messages);
  const spent = tenants.some(({ total }) => isPriced(total))
    ? moneyIn(currency)(sum(({ total }) => total.cost ?? 0))
    : `${compact(sum(({ total }) => tokensOf(total)))} model tokens`;
  const parts = [
    `${grouped(tenants.length)} ${tenants.length === 1 ? 'tenant' : 'tenants'}`,
    `${grouped(messages)} ${messages === 1 ? 'message' : 'messages'}`,
    `${spent} this month`,
  ];
  return <p className="mt-0.5 text-muted">{parts.join(' · ')}</p>;
}

/** Below the table: how to get the tenants that are not in it. */
function More({ month: { list, tenants, lookFurther } }: { month: Month }) {
  if (!list.hasNextPage) return null;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-3 text-muted text-sm">
      <span className="flex-1">
        The first {grouped(tenants.length)} tenants by slug. Sorting covers these.
      </span>
      <Button busy={list.isFetchingNextPage} onClick={lookFurther}>
        {list.isFetchNextPageError ? 'Could not load more. Try again' : 'Load more'}
      </Button>
    </div>
  );
}

function Loading() {
  return (
    <div aria-label="Loading this month’s usage" className="mt-5" role="status">
      {['a', 'b', 'c', 'd'].map((row) => (
        <Skeleton className="mt-2 h-10 w-full" key={row} />
      ))}
    </div>
  );
}
