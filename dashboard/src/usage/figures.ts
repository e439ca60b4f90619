import type { Figures } from '~/api/types';

/** Requests and replies together, in model tokens. */
export const tokensOf = ({ input_tokens, output_tokens }: Figures): number =>
  input_tokens + output_tokens;

/** How many requests to a provider failed. */
export const faultsOf = ({ faults }: Figures): number =>
  Object.values(faults).reduce((sum, count) => sum + count, 0);

/** Whether any request had a price, so that the cost says something. */
export const isPriced = ({ cost }: Figures): boolean => typeof cost === 'number';

/** The cost, or a dash where there is none to know. */
export const costText = ({ cost }: Figures, money: (amount: number) => string): string =>
  typeof cost === 'number' ? money(cost) : '–';

/** The part that was rated down of what was rated at all, or null. */
export function downShare({ feedback: { up, down } }: Figures): number | null {
  return up + down > 0 ? down / (up + down) : null;
}

const SUMMED = [
  'messages',
  'conversations',
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'estimated_tokens',
  'unpriced_tokens',
] as const;

const sumOf = <K extends string>(
  one: Readonly<Record<K, number>>,
  other: Readonly<Record<K, number>>,
): Record<K, number> => {
  const sum: Record<string, number> = { ...one };
  for (const [key, value] of Object.entries<number>(other)) sum[key] = (sum[key] ?? 0) + value;
  return sum as Record<K, number>;
};

/** Two figures as one. Percentiles have no sum, so there is none in it. */
export function add(one: Figures, other: Figures): Figures {
  const sums = Object.fromEntries(SUMMED.map((key) => [key, one[key] + other[key]]));
  return {
    ...one,
    ...(sums as Pick<Figures, (typeof SUMMED)[number]>),
    replies: sumOf(one.replies, other.replies),
    faults: sumOf(one.faults, other.faults),
    feedback: sumOf(one.feedback, other.feedback),
    cost: isPriced(one) || isPriced(other) ? (one.cost ?? 0) + (other.cost ?? 0) : null,
    first_token_ms: null,
  };
}

const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const SECONDS = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `7%` of a part from 0 to 1. */
export const percent = (part: number): string => PERCENT.format(part);

/** `6.1M` */
export const compact = (count: number): string => COMPACT.format(count);

/** `1.9` of 1,900 ms. */
export const seconds = (ms: number): string => SECONDS.format(ms / 1000);
