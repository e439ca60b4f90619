import type { Figures, PeriodUsage, UsageDay } from '~/api/types';
import { add } from '~/usage/figures';

/** Figures as the service would return them, with nothing used but the given parts. */
export const figures = (parts: Partial<Figures> = {}): Figures => ({
  messages: 0,
  conversations: 0,
  replies: { complete: 0, stopped: 0, truncated: 0, interrupted: 0 },
  faults: {},
  requests: 0,
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  estimated_tokens: 0,
  cost: null,
  unpriced_tokens: 0,
  first_token_ms: null,
  feedback: { up: 0, down: 0 },
  ...parts,
});

/** An engine's figures of a day. */
export const used = (
  day: string,
  engine: string,
  parts: Parameters<typeof figures>[0],
): UsageDay => ({
  ...figures(parts),
  day,
  engine,
});

/** A period with these days, and their sum. */
export const usage = (
  days: UsageDay[],
  period = { from: '2026-11-28', to: '2026-11-30' },
): PeriodUsage => {
  const total = days.map(({ day, engine, ...one }) => one).reduce(add, figures());
  return { currency: 'USD', ...period, days, total };
};
