import type { Figures, PeriodUsage, Price } from '~/api/types';
import { add, faultsOf } from './figures';

/** What an answer takes on average, in model tokens. */
export interface Average {
  input: number;
  cached: number;
  output: number;
  /** Where it comes from: this engine's own answers, those of all the tenant's engines, or an assumption. */
  of: 'engine' | 'tenant' | 'assumption';
}

/** A short exchange with a prompt of a page. */
export const ASSUMED: Average = { input: 1500, cached: 0, output: 250, of: 'assumption' };

/** Fewer answers than this say nothing about the next. */
const ENOUGH = 10;

function averageIn(figures: Figures | undefined, of: Average['of']): Average | null {
  if (!figures) return null;
  const answers = figures.requests - faultsOf(figures);
  if (answers < ENOUGH || figures.output_tokens === 0) return null;
  return {
    input: figures.input_tokens / answers,
    cached: figures.cached_input_tokens / answers,
    output: figures.output_tokens / answers,
    of,
  };
}

/** The averages of an engine, or those of all engines, or else null. */
export function averageOf(usage: PeriodUsage, engine: string | null): Average | null {
  const own = usage.days.filter((day) => day.engine === engine);
  const [first, ...rest] = own;
  const sum = first && rest.reduce<Figures>(add, first);
  return averageIn(sum, 'engine') ?? averageIn(usage.total, 'tenant');
}

/** What such an answer costs at a price, in the currency's units. */
export function costOf({ input, cached, output }: Average, price: Price): number {
  const reread = cached * (price.cached_input ?? price.input);
  return ((input - cached) * price.input + reread + output * price.output) / 1e6;
}
