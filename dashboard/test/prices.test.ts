import { expect, test } from 'vitest';
import type { EngineSpec, PeriodUsage } from '~/api/types';
import { listPriceOf } from '~/tabs/engines/list-prices';
import table from '~/tabs/engines/list-prices.json';
import { averageOf, costOf } from '~/usage/averages';
import { estimateOf } from '~/usage/estimate';
import { moneyIn } from '~/usage/money';
import { usage, used } from './usage-figures';

const money = moneyIn('USD');

const engine = (parts: Partial<EngineSpec> = {}): EngineSpec => ({
  name: 'main',
  provider: 'openai',
  model: 'gpt-5-mini',
  ...parts,
});

test('an estimate goes by the engine’s own answers, then by all, then by an assumption', () => {
  const price = { input: 1, output: 10 };
  const days = [
    used('2026-11-29', 'main', {
      requests: 22,
      faults: { provider_busy: 2 },
      input_tokens: 20_000,
      output_tokens: 2000,
    }),
  ];
  const said = (name: string, of: PeriodUsage | undefined, messages: number | null = 2000) =>
    estimateOf(engine({ name, price }), of, messages, money);
  expect(said('main', usage(days))).toBe(
    'About $0.002 a message, $4.00 at 2,000 messages. By this engine’s averages of the last 30 days (1,000 tokens in, 100 out).',
  );
  expect(said('other', usage(days), 100)).toContain(
    '$0.20 at 100 messages. By the averages of all',
  );
  expect(said('main', usage([]))).toContain('this assumes 1,500 tokens in, 250 out');
  expect(said('main', undefined, null)).toContain('at 2,000 messages');
  expect(estimateOf(engine(), usage(days), 2000, money)).toBeNull();
});

test('cached input has its own price, or that of input', () => {
  const average = { input: 1000, cached: 400, output: 0, of: 'engine' } as const;
  expect(costOf(average, { input: 1, output: 1 })).toBeCloseTo(0.001);
  expect(costOf(average, { input: 1, output: 1, cached_input: 0.1 })).toBeCloseTo(0.00064);
});

test('too few answers say nothing about the next', () => {
  const few = used('2026-11-29', 'main', { requests: 9, input_tokens: 9, output_tokens: 9 });
  expect(averageOf(usage([few]), 'main')).toBeNull();
});

test('a list price is found by the model, in any dated version, at the provider’s own address', () => {
  const priceOf = (parts: Partial<EngineSpec>) => listPriceOf(engine(parts))?.price.input;
  expect(priceOf({})).toBe(0.25);
  expect(priceOf({ model: 'gpt-5-mini-2025-08-07' })).toBe(0.25);
  expect(priceOf({ provider: 'anthropic', model: 'claude-haiku-4-5-20251001' })).toBe(1);
  expect(priceOf({ base_url: 'https://llm.example/v1' })).toBeUndefined();
  const elsewhere = { model: 'claude-haiku-4-5', base_url: 'https://llm.example' };
  expect(priceOf({ provider: 'anthropic', ...elsewhere })).toBeUndefined();
  expect(priceOf({ model: 'gpt-5-mini-latest' })).toBe(0.25);
  expect(priceOf({ base_url: '' })).toBeUndefined();
  expect(priceOf({ model: 'gpt-5-mini-tuned' })).toBeUndefined();
  expect(priceOf({ model: 'constructor' })).toBeUndefined();
  expect(priceOf({ provider: 'ollama' })).toBeUndefined();
});

test('every list price has a day and a source, and is cheaper from the cache', () => {
  expect(table.as_of).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  for (const { source, models } of Object.values(table.providers)) {
    expect(source).toMatch(/^[a-z.]+\/\S+$/);
    for (const price of Object.values<{ input: number; output: number; cached_input?: number }>(
      models,
    )) {
      expect(price.output).toBeGreaterThan(price.input);
      expect(price.cached_input ?? 0).toBeLessThan(price.input);
    }
  }
});
