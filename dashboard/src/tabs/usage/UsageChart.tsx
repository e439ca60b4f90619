import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { longDay, shortDay } from '~/usage/days';
import type { Measure } from './measures';
import type { ChartDay, Series } from './series';

interface ChartProps {
  measure: Measure;
  series: readonly Series[];
  days: readonly ChartDay[];
}

const TICK = { fill: 'var(--muted)', fontSize: 12 };

/** One picture for a screen reader, which finds the same figures in the table. */
export function UsageChart({ measure, series, days }: ChartProps) {
  return (
    <figure aria-label={`${measure.label}, by engine. The table has the figures.`} role="img">
      <ResponsiveContainer height={220} width="100%">
        <ComposedChart accessibilityLayer={false} barCategoryGap="12%" data={[...days]}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            axisLine={{ stroke: 'var(--edge)' }}
            dataKey="day"
            interval="preserveStartEnd"
            minTickGap={48}
            tick={TICK}
            tickFormatter={shortDay}
            tickLine={false}
          />
          <YAxis
            allowDecimals={!measure.isCount}
            axisLine={false}
            tick={TICK}
            tickFormatter={measure.tick}
            tickLine={false}
            width="auto"
          />
          <Tooltip
            content={({ active, label }) => {
              const day = active && days.find((one) => one.day === label);
              return day ? <DayTip day={day} measure={measure} series={series} /> : null;
            }}
            cursor={{ fill: 'var(--hover)', stroke: 'var(--edge)' }}
            isAnimationActive={false}
          />
          {series.map((one) => (measure.isSum ? bar(one) : line(one)))}
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

const readFrom =
  ({ key }: Series) =>
  ({ values }: ChartDay): number | null =>
    values[key] ?? null;

const bar = (series: Series) => (
  <Bar
    dataKey={readFrom(series)}
    fill={`var(${series.colour})`}
    isAnimationActive={false}
    key={series.key}
    maxBarSize={40}
    name={series.label}
    stackId="engines"
  />
);

const line = (series: Series) => (
  <Line
    connectNulls
    dataKey={readFrom(series)}
    dot={{ r: 2.5, fill: `var(${series.colour})`, strokeWidth: 0 }}
    isAnimationActive={false}
    key={series.key}
    name={series.label}
    stroke={`var(${series.colour})`}
    strokeWidth={2}
  />
);

/** A day's values, beside the pointer. */
function DayTip({ day, measure, series }: Omit<ChartProps, 'days'> & { day: ChartDay }) {
  const shown = series.flatMap((one) => {
    const value = day.values[one.key];
    return typeof value === 'number' ? [{ ...one, value }] : [];
  });
  const sum = shown.reduce((total, { value }) => total + value, 0);
  return (
    <div className="rounded-control bg-raised px-3 py-2 text-sm shadow-popup">
      <p className="mb-1 font-medium">{longDay(day.day)}</p>
      {shown.map(({ key, label, colour, value }) => (
        <p className="flex items-center gap-2 text-muted" key={key}>
          <span
            className="size-2.5 rounded-[3px] forced-color-adjust-none"
            style={{ backgroundColor: `var(${colour})` }}
          />
          <span className="flex-1 pr-3">{label}</span>
          <span className="text-ink tabular-nums">{measure.format(value)}</span>
        </p>
      ))}
      {shown.length === 0 && <p className="text-muted">Nothing</p>}
      {measure.isSum && shown.length > 1 && (
        <p className="mt-1 flex justify-between gap-3 border-line border-t pt-1 text-muted">
          Together <span className="text-ink tabular-nums">{measure.format(sum)}</span>
        </p>
      )}
    </div>
  );
}
