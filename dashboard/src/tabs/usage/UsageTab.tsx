import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import type { PeriodUsage } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { Button } from '~/ui/Button';
import { cx } from '~/ui/cx';
import { download } from '~/ui/download';
import { Icon } from '~/ui/icons';
import { Segments } from '~/ui/Segmented';
import { EmptyState, Skeleton } from '~/ui/states';
import { lastDays, shortDay } from '~/usage/days';
import { usageQuery } from '~/usage/queries';
import { usageCsv } from './csv';
import { DayCard } from './DayCard';
import { EngineTable } from './EngineTable';
import { FourFigures } from './FourFigures';
import { Notes } from './Notes';

const PERIODS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
] as const;

type Days = (typeof PERIODS)[number]['value'];

export default function UsageTab() {
  const slug = useDraftState(({ base }) => base.slug);
  const [days, setDays] = useState<Days>('30');
  const query = useQuery({
    ...usageQuery(slug, lastDays(Number(days))),
    placeholderData: keepPreviousData,
  });
  const { data } = query;
  return (
    <div className="@container flex flex-col gap-4 py-6">
      <h2 className="sr-only">Usage</h2>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segments aria-label="Period" onChange={setDays} options={PERIODS} value={days} />
        <Button disabled={!data || isUnused(data)} onClick={() => data && save(slug, data)}>
          <Icon name="download" />
          <span>
            <span className="max-sm:sr-only">Export </span>CSV
          </span>
        </Button>
      </div>
      {data ? (
        <div
          aria-busy={query.isPlaceholderData}
          className={cx('flex flex-col gap-4', query.isPlaceholderData && 'opacity-60')}
        >
          <Loaded slug={slug} usage={data} />
        </div>
      ) : query.isPending ? (
        <Loading />
      ) : (
        <ErrorState
          busy={query.isFetching}
          error={query.error}
          onRetry={() => query.refetch()}
          title="The usage could not be loaded"
        />
      )}
    </div>
  );
}

/** Previews ask providers without being messages. */
const isUnused = ({ total, days }: PeriodUsage): boolean =>
  days.length === 0 && total.messages === 0 && total.requests === 0;

const save = (slug: string, usage: PeriodUsage): void =>
  download(`${slug}-usage-${usage.from}-${usage.to}.csv`, usageCsv(usage));

function Loaded({ slug, usage }: { slug: string; usage: PeriodUsage }) {
  if (isUnused(usage)) {
    return (
      <EmptyState title="Nothing used yet">
        Between {shortDay(usage.from)} and {shortDay(usage.to)} nobody asked anything. Messages and
        what they take appear here as soon as a visitor writes.
      </EmptyState>
    );
  }
  return (
    <>
      <FourFigures slug={slug} usage={usage} />
      <DayCard usage={usage} />
      <EngineTable usage={usage} />
      <Notes slug={slug} usage={usage} />
    </>
  );
}

function Loading() {
  return (
    <div aria-label="Loading the usage" className="flex flex-col gap-4" role="status">
      <Skeleton className="h-26 w-full" />
      <Skeleton className="h-72 w-full" />
      <Skeleton className="h-32 w-full" />
    </div>
  );
}
