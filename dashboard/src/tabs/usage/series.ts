import type { Figures, PeriodUsage } from '~/api/types';
import { daysOf } from '~/usage/days';
import { add } from '~/usage/figures';
import type { Measure } from './measures';

/** What an engine used in the whole period. */
export interface EngineTotal {
  engine: string;
  total: Figures;
}

/** The engines, those with the most messages first, then those with the most requests. */
export function byEngine({ days }: PeriodUsage): EngineTotal[] {
  const totals = new Map<string, Figures>();
  for (const { day, engine, ...figures } of days) {
    const before = totals.get(engine);
    totals.set(engine, before ? add(before, figures) : figures);
  }
  return [...totals]
    .map(([engine, total]) => ({ engine, total }))
    .toSorted((a, b) => b.total.messages - a.total.messages || b.total.requests - a.total.requests);
}

/** As many engines have a colour of their own. */
const COLOURED = 5;

export interface Series {
  /** The place in each day's `values`. */
  key: `s${number}`;
  label: string;
  /** The name of a colour in styles.css. */
  colour: `--series-${number}`;
}

/** One day of the chart. A day without use has no values. */
export interface ChartDay {
  day: string;
  values: Readonly<Record<string, number | null>>;
}

/** Every day of the period with the measure's value of each engine. Engines without a colour are one: their sum, or none if they have no sum. */
export function chartOf(
  usage: PeriodUsage,
  measure: Measure,
): { series: Series[]; days: ChartDay[]; isEmpty: boolean } {
  const engines = byEngine(usage).map(({ engine }) => engine);
  const hasOthers = engines.length > COLOURED && measure.isSum;
  const labels = [...engines.slice(0, COLOURED), ...(hasOthers ? ['Other engines'] : [])];
  const series = labels.map(
    (label, i): Series => ({ key: `s${i}`, label, colour: `--series-${i + 1}` }),
  );
  const place = new Map(engines.map((engine, i) => [engine, series[Math.min(i, COLOURED)]?.key]));
  const values = new Map<string, Record<string, number | null>>();
  let isEmpty = true;
  for (const { day, engine, ...figures } of usage.days) {
    const key = place.get(engine);
    const value = measure.of(figures);
    if (!key || value === null) continue;
    const row = values.get(day) ?? {};
    row[key] = (row[key] ?? 0) + value;
    values.set(day, row);
    if (value > 0) isEmpty = false;
  }
  return {
    series,
    days: daysOf(usage).map((day) => ({ day, values: values.get(day) ?? {} })),
    isEmpty,
  };
}
