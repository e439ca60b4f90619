import { expect, test } from 'vitest';
import type { PeriodUsage } from '~/api/types';
import { worstDay } from '~/tabs/behaviour/worst-day';
import { moneyIn } from '~/usage/money';
import { tenant } from './settings';
import { figures } from './usage-figures';

const settings = (messages_per_day: number | null, ...prices: (number | null)[]) => {
  const { caps, engines } = tenant();
  const [engine] = engines;
  return {
    caps: { ...caps, messages_per_day },
    default_engine: 'engine-0',
    engines: prices.map((price, i) => ({
      ...engine,
      name: `engine-${i}`,
      provider: 'openai' as const,
      context_tokens: 10_000,
      max_output_tokens: 1000,
      price: price === null ? null : { input: price, output: 10 * price },
    })),
  };
};

const capped = (...of: Parameters<typeof settings>) => worstDay(settings(...of), moneyIn('USD'));

test('a day costs at worst what every message does with a full window and the longest answer', () => {
  // 10,000 in and 1,000 out at 10 times the price are 20,000 of the input's price.
  expect(capped(2000, 0.25)).toContain('At most 2,000 messages. At these prices they cost $10.00 ');
  expect(capped(2000, 0.01)).toContain('they cost $0.40 ');
  expect(capped(2000, 0.01, 0.5)).toContain('they cost $20.00 ');
});

test('without prices or a cap nothing is said about cost', () => {
  expect(capped(2000, null)).not.toMatch(/cost/);
  expect(capped(null, 0.25)).not.toMatch(/cost/);
});

test('averages are named beside the worst only where answers are known', () => {
  const usage = (requests: number): PeriodUsage => {
    const used = figures({
      requests,
      input_tokens: 1000 * requests,
      output_tokens: 100 * requests,
    });
    const days = [{ ...used, day: '2026-11-30', engine: 'engine-0' }];
    return { currency: 'EUR', from: '2026-11-01', to: '2026-11-30', days, total: used };
  };
  const said = (requests: number) =>
    worstDay(settings(2000, 0.25), moneyIn('EUR'), usage(requests));
  // 1,000 in and 100 out at ten times the price are 2,000 of the input's price.
  expect(said(50)).toContain('By the averages of the last 30 days, about €1.00.');
  expect(said(9)).not.toContain('averages');
});
