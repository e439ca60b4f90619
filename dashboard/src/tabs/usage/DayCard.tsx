import { useState } from 'react';
import type { PeriodUsage } from '~/api/types';
import { Segments } from '~/ui/Segmented';
import { SelectBox } from '~/ui/Select';
import { isPriced } from '~/usage/figures';
import { moneyIn } from '~/usage/money';
import { DayTable } from './DayTable';
import { type Measure, type MeasureName, measures } from './measures';
import { chartOf, type Series } from './series';
import { UsageChart } from './UsageChart';

const VIEWS = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
] as const;

type View = (typeof VIEWS)[number]['value'];

/** The period day by day: one measure as a chart, or all of them as a table. */
export function DayCard({ usage }: { usage: PeriodUsage }) {
  const [view, setView] = useState<View>('chart');
  const [name, setName] = useState<MeasureName>('messages');
  const all = measures(moneyIn(usage.currency));
  const { cost, ...unpriced } = all;
  const offered: Partial<Record<MeasureName, Measure>> = isPriced(usage.total) ? all : unpriced;
  const chosen = offered[name] ? name : 'messages';
  const options = Object.entries(offered).map(([value, { label }]) => ({
    value: value as MeasureName,
    label,
  }));
  return (
    <section aria-label="Day by day" className="rounded-card border border-line">
      <div className="flex flex-wrap items-center gap-2 p-3.5">
        {view === 'chart' && (
          <SelectBox
            aria-label="What the chart shows"
            onChange={setName}
            options={options}
            value={chosen}
          />
        )}
        <span className="flex-1" />
        <Segments aria-label="Show as" onChange={setView} options={VIEWS} value={view} />
      </div>
      {view === 'table' ? (
        <DayTable usage={usage} />
      ) : (
        <Chart measure={all[chosen]} usage={usage} />
      )}
    </section>
  );
}

function Chart({ usage, measure }: { usage: PeriodUsage; measure: Measure }) {
  const { series, days, isEmpty } = chartOf(usage, measure);
  if (isEmpty) {
    return (
      <p className="grid h-64 place-items-center px-4 text-center text-muted">
        {measure.none} in these days.
      </p>
    );
  }
  return (
    <div className="px-3.5 pb-3">
      <Legend series={series} />
      <UsageChart days={days} measure={measure} series={series} />
    </div>
  );
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul aria-label="Engines" className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-muted text-sm">
      {series.map(({ key, label, colour }) => (
        <li className="flex min-w-0 items-center gap-1.5" key={key}>
          <span
            aria-hidden="true"
            className="size-2.5 shrink-0 rounded-[3px] forced-color-adjust-none"
            style={{ backgroundColor: `var(${colour})` }}
          />
          <span className="truncate">{label}</span>
        </li>
      ))}
    </ul>
  );
}
