import { expect, test } from 'vitest';
import type { TenantMonth } from '~/api/types';
import { needs } from '~/tenants/home/needs';
import { nextSort, rowsOf, sorted } from '~/tenants/home/rows';
import { nearestCap } from '~/usage/caps';
import { figures } from './usage-figures';

const month = (parts: Partial<TenantMonth> = {}): TenantMonth => ({
  slug: 'acme',
  name: 'Acme',
  paused: false,
  caps: {
    messages_per_day: 2000,
    messages_per_day_per_address: 500,
    model_tokens_per_month: null,
    cost_per_month: null,
  },
  messages_today: 0,
  total: figures(),
  ...parts,
});

const withCost = (cost: number, cost_per_month: number, parts: Partial<TenantMonth> = {}) =>
  month({ caps: { ...month().caps, cost_per_month }, total: figures({ cost }), ...parts });

test('a cap is marked from 80 % on and when it is reached, and the nearest one counts', () => {
  expect(nearestCap(withCost(7.99, 10))?.mark).toBe('none');
  expect(nearestCap(withCost(8, 10))?.mark).toBe('near');
  expect(nearestCap(withCost(10, 10))?.mark).toBe('reached');
  expect(nearestCap(withCost(8, 10, { messages_today: 1900 }))?.name).toBe('messages_per_day');
  expect(nearestCap(withCost(5, 10, { messages_today: 1000 }))?.name).toBe('cost_per_month');
  const none = { ...month().caps, messages_per_day: null };
  expect(nearestCap(month({ caps: none }))).toBeNull();
});

test('what needs a hand is said in the order in which it matters', () => {
  const near = withCost(8.5, 10, { slug: 'near', name: 'Near' });
  const reached = withCost(10, 10, { slug: 'reached', name: 'Reached' });
  const today = month({ slug: 'today', name: 'Today', messages_today: 2000 });
  const summary = {
    slug: 'broken',
    name: 'Broken',
    primary: '#000000',
    created_at: '',
    updated_at: '',
    failing_engines: [
      { engine: 'main', code: 'provider_unavailable', since: '2026-11-30T10:00:00Z' } as never,
    ],
  };
  const tenants = [near, reached, today, month({ slug: 'calm', name: 'Calm' })];
  const found = needs([summary as never], { tenants, currency: 'USD', month: '2026-11' });
  expect(found.map(({ slug }) => slug)).toEqual(['broken', 'reached', 'today', 'near']);
  expect(found[1]?.text).toContain('The cap of $10.00 for November is reached.');
  expect(found[2]?.text).toContain('2,000 messages for today is reached.');
  expect(found[3]?.text).toBe('85% of the cap of $10.00 for November is used.');
  expect(found[3]?.field).toBe('caps.cost_per_month');
});

test('tenants are sorted by each column, and choosing it again turns the order round', () => {
  const rows = rowsOf(
    [
      withCost(9, 10, { slug: 'b', name: 'Beta' }),
      month({ slug: 'a', name: 'alpha', total: figures({ messages: 5, output_tokens: 3 }) }),
      withCost(1, 100, { slug: 'c', name: 'Gamma' }),
    ],
    [],
  );
  const slugs = (by: 'name' | 'messages' | 'spent' | 'cap', isDescending: boolean) =>
    sorted(rows, { by, isDescending }).map(({ slug }) => slug);
  expect(slugs('name', false)).toEqual(['a', 'b', 'c']);
  expect(slugs('name', true)).toEqual(['c', 'b', 'a']);
  expect(slugs('messages', true)).toEqual(['a', 'b', 'c']);
  expect(slugs('spent', true)).toEqual(['b', 'c', 'a']);
  expect(slugs('cap', true)).toEqual(['b', 'c', 'a']);
  const first = nextSort({ by: 'name', isDescending: false }, 'cap');
  expect(first).toEqual({ by: 'cap', isDescending: true });
  expect(nextSort(first, 'cap')).toEqual({ by: 'cap', isDescending: false });
});
