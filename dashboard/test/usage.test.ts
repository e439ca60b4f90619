import { expect, test } from 'vitest';
import { usageCsv } from '~/tabs/usage/csv';
import { measures } from '~/tabs/usage/measures';
import { byEngine, chartOf } from '~/tabs/usage/series';
import { daysOf, lastDays, thisMonth } from '~/usage/days';
import { add, downShare, faultsOf } from '~/usage/figures';
import { moneyIn } from '~/usage/money';
import { figures, usage, used } from './usage-figures';

const money = moneyIn('USD');

test('money has the currency, and a small amount keeps what it says', () => {
  expect(money(18.4)).toBe('$18.40');
  expect(money(0)).toBe('$0.00');
  expect(money(0.00412)).toBe('$0.0041');
  expect(moneyIn('EUR')(1234.5)).toBe('€1,234.50');
  expect(moneyIn('JPY')(250)).toBe('¥250');
});

test('days are those of UTC, whatever the clock says here', () => {
  const late = Date.parse('2026-12-01T00:30:00Z');
  expect(lastDays(7, late)).toEqual({ from: '2026-11-25', to: '2026-12-01' });
  expect(thisMonth(late)).toEqual({ from: '2026-12-01', to: '2026-12-01' });
  expect(daysOf({ from: '2026-02-27', to: '2026-03-01' })).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
  ]);
});

test('a sum of unknown costs is unknown, and percentiles have no sum', () => {
  const one = figures({ faults: { provider_busy: 2 }, first_token_ms: { p50: 1, p95: 2 } });
  const other = figures({ faults: { provider_busy: 1, provider_cut: 1 } });
  expect(add(one, other)).toMatchObject({ cost: null, first_token_ms: null });
  expect(faultsOf(add(one, other))).toBe(4);
  expect(add(one, figures({ cost: 2 })).cost).toBe(2);
  expect(downShare(figures())).toBeNull();
  expect(downShare(figures({ feedback: { up: 3, down: 1 } }))).toBe(0.25);
});

test('the chart has every day, and engines beyond the fifth are one', () => {
  const engines = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const rows = engines.map((engine, i) => used('2026-11-29', engine, { messages: 10 - i }));
  const { series, days, isEmpty } = chartOf(usage(rows), measures(money).messages);
  expect(days.map(({ day }) => day)).toEqual(['2026-11-28', '2026-11-29', '2026-11-30']);
  expect(days[0]?.values).toEqual({});
  expect(series.map(({ label }) => label)).toEqual(['a', 'b', 'c', 'd', 'e', 'Other engines']);
  expect(days[1]?.values.s5).toBe(5 + 4);
  expect(isEmpty).toBe(false);
  const first = chartOf(usage(rows), measures(money).first_token);
  expect(first.series).toHaveLength(5);
  expect(first.isEmpty).toBe(true);
});

test('engines are listed by their messages over all days', () => {
  const rows = [
    used('2026-11-28', 'main', { messages: 4 }),
    used('2026-11-29', 'main', { messages: 4 }),
    used('2026-11-29', 'spare', { messages: 5 }),
  ];
  expect(byEngine(usage(rows)).map(({ engine, total }) => [engine, total.messages])).toEqual([
    ['main', 8],
    ['spare', 5],
  ]);
});

test('the file has a line per day and engine, and an unknown cost is an empty cell', async () => {
  const rows = [
    used('2026-11-29', 'main', { cost: 1.5, faults: { provider_busy: 2 } }),
    used('2026-11-29', 'spare', {}),
  ];
  const lines = (await usageCsv(usage(rows)).text()).split('\r\n');
  const cells = (line = ''): Record<string, string> => {
    const names = (lines[0] ?? '').replace('\uFEFF', '').split(',');
    return Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell]));
  };
  expect(cells(lines[1])).toMatchObject({
    day: '2026-11-29',
    engine: 'main',
    faults: '2',
    fault_codes: 'provider_busy 2',
    cost: '1.5',
    currency: 'USD',
  });
  expect(cells(lines[2])).toMatchObject({ engine: 'spare', cost: '', currency: '', messages: '0' });
  expect(lines).toHaveLength(4);
});
