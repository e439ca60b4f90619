import type { PeriodUsage, UsageDay } from '~/api/types';
import { type Cell, CSV_HEAD, CSV_TYPE, csvLine } from '~/ui/csv';
import { faultsOf, isPriced } from '~/usage/figures';

/** The columns of the file, and what is in them. Names are those of the API. */
const COLUMNS: readonly [string, (day: UsageDay, currency: string) => Cell][] = [
  ['day', ({ day }) => day],
  ['engine', ({ engine }) => engine],
  ['messages', ({ messages }) => messages],
  ['conversations', ({ conversations }) => conversations],
  ['replies_complete', ({ replies }) => replies.complete],
  ['replies_stopped', ({ replies }) => replies.stopped],
  ['replies_truncated', ({ replies }) => replies.truncated],
  ['replies_interrupted', ({ replies }) => replies.interrupted],
  ['requests', ({ requests }) => requests],
  ['faults', faultsOf],
  ['fault_codes', ({ faults }) => codes(faults)],
  ['input_tokens', ({ input_tokens }) => input_tokens],
  ['cached_input_tokens', ({ cached_input_tokens }) => cached_input_tokens],
  ['output_tokens', ({ output_tokens }) => output_tokens],
  ['estimated_tokens', ({ estimated_tokens }) => estimated_tokens],
  ['unpriced_tokens', ({ unpriced_tokens }) => unpriced_tokens],
  ['cost', ({ cost }) => cost],
  ['currency', (day, currency) => (isPriced(day) ? currency : '')],
  ['first_token_ms_p50', ({ first_token_ms }) => first_token_ms?.p50],
  ['first_token_ms_p95', ({ first_token_ms }) => first_token_ms?.p95],
  ['rated_up', ({ feedback }) => feedback.up],
  ['rated_down', ({ feedback }) => feedback.down],
];

/** `provider_busy 2; provider_cut 1` */
const codes = (faults: UsageDay['faults']): string =>
  Object.entries(faults)
    .map(([code, count]) => `${code} ${count}`)
    .join('; ');

/** A line for each day and engine with use. A cost that is not known is an empty cell. */
export function usageCsv({ days, currency }: PeriodUsage): Blob {
  const head = csvLine(COLUMNS.map(([name]) => name));
  const lines = days.map((day) => csvLine(COLUMNS.map(([, of]) => of(day, currency))));
  return new Blob([CSV_HEAD, head, ...lines], { type: CSV_TYPE });
}
