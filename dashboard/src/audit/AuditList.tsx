import { ErrorState } from '~/api/ErrorState';
import { Button } from '~/ui/Button';
import { EmptyState, Skeleton } from '~/ui/states';
import { useNow } from '~/ui/useNow';
import { byDay } from './days';
import { EventRow } from './EventRow';
import type { Audit } from './useAudit';
import type { Names } from './useNames';

interface AuditListProps {
  audit: Audit;
  names: Names;
  isFiltered: boolean;
}

export function AuditList({ audit, names, isFiltered }: AuditListProps) {
  const { list, items, isLooking, lookFurther } = audit;
  const now = useNow();
  if (list.isPending || (isLooking && items.length === 0)) return <Loading />;
  if (!list.data) {
    return (
      <ErrorState
        busy={list.isFetching}
        error={list.error}
        onRetry={() => list.refetch()}
        title="The changes could not be loaded"
      />
    );
  }
  return (
    <>
      {items.length === 0 && !list.hasNextPage && <Nothing isFiltered={isFiltered} />}
      {byDay(items, now).map(({ name, items: ofDay }) => (
        <section className="mb-6" key={name}>
          <h2 className="mb-2 text-muted text-sm">{name}</h2>
          <ul className="rounded-control border border-line">
            {ofDay.map((item) => (
              <EventRow item={item} key={item.id} names={names} />
            ))}
          </ul>
        </section>
      ))}
      {list.hasNextPage && !isLooking && (
        <Button busy={list.isFetchingNextPage} className="w-full" onClick={lookFurther}>
          {list.isFetchNextPageError
            ? 'Could not load more. Try again'
            : items.length > 0
              ? 'Show more'
              : 'Nothing so far. Look further back'}
        </Button>
      )}
    </>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="Nothing found">Nothing was changed that these filters match.</EmptyState>
  ) : (
    <EmptyState title="Nothing was changed yet">
      Whatever somebody changes appears here, with who did it and when.
    </EmptyState>
  );
}

function Loading() {
  return (
    <div aria-label="Loading the changes" role="status">
      <Skeleton className="mb-3 h-3.5 w-20" />
      <div className="rounded-control border border-line">
        {['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3'].map((width) => (
          <div className="border-line border-b px-3.5 py-4 last:border-b-0" key={width}>
            <Skeleton className={`h-3.5 ${width}`} />
          </div>
        ))}
      </div>
    </div>
  );
}
