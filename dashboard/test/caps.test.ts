import { expect, test } from 'vitest';
import { worstDay } from '~/tabs/behaviour/worst-day';
import { tenant } from './settings';

const capped = (messages_per_day: number | null, ...prices: (number | null)[]) => {
  const { caps, engines } = tenant();
  const [engine] = engines;
  return worstDay({
    caps: { ...caps, messages_per_day },
    engines: prices.map((price, i) => ({
      ...engine,
      name: `engine-${i}`,
      provider: 'openai',
      context_tokens: 10_000,
      max_output_tokens: 1000,
      price: price === null ? null : { input: price, output: 10 * price },
    })),
  });
};

test('a day costs at worst what every message does with a full window and the longest answer', () => {
  // 10,000 in and 1,000 out at 10 times the price are 20,000 of the input's price.
  expect(capped(2000, 0.25)).toContain('At most 2,000 messages. At these prices they cost 10 ');
  expect(capped(2000, 0.01)).toContain('they cost 0.4 ');
  expect(capped(2000, 0.01, 0.5)).toContain('they cost 20 ');
});

test('without prices or a cap nothing is said about cost', () => {
  expect(capped(2000, null)).not.toMatch(/cost/);
  expect(capped(null, 0.25)).not.toMatch(/cost/);
});
