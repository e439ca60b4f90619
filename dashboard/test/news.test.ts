// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import type { ConversationView } from '~/api/types';
import {
  type List,
  readLatest,
  readNewest,
  withLatest,
  withNewest,
} from '~/tabs/conversations/news';
import { hold, holdMore, inOrder } from '~/tabs/conversations/order';
import type { ListPage } from '~/tabs/conversations/queries';

const row = (id: string, at: number, words = id) => ({
  id,
  created_at: '2026-11-20T12:00:00.000Z',
  active_at: new Date(Date.UTC(2026, 10, 21) + at * 1000).toISOString(),
  last_message: words,
  turns: 1,
});
/** Rows from the second `from` down to `to`, named by their second. */
const rows = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, i) => row(String(from - i), from - i));
const page = (items: ListPage['items'], cursor?: string): ListPage => ({
  items,
  ...(cursor && { cursor }),
});
const listOf = (...pages: ListPage[]): List => ({ pages, pageParams: pages.map(String) });
const ids = ({ pages }: List) => pages.map(({ items }) => items.map(({ id }) => id).join(' '));

describe('news of a list', () => {
  const list = listOf(page(rows(6, 4), 'a'), page(rows(3, 1), 'b'));

  it('comes first, and pages that were loaded stay', () => {
    const newest = page([row('7', 7), ...rows(6, 5)], 'new');
    const after = withNewest(list, newest, '');
    expect(ids(after)).toEqual(['7 6 5 4', '3 2 1']);
    expect(after.pages.at(-1)?.cursor).toBe('b');
  });

  it('moves a conversation with a new message up from any page', () => {
    const newest = page([row('2', 9, 'more'), ...rows(6, 5)], 'new');
    const after = withNewest(list, newest, '');
    expect(ids(after)).toEqual(['2 6 5 4', '3 1']);
    expect(after.pages[0]?.items[0]?.last_message).toBe('more');
  });

  it('takes away what was deleted', () => {
    expect(ids(withNewest(list, page([row('6', 6), row('4', 4)], 'new'), ''))).toEqual([
      '6 4',
      '3 2 1',
    ]);
    expect(ids(withNewest(list, page([row('6', 6), row('1', 1)]), ''))).toEqual(['6 1']);
  });

  it('is read further until nothing is missing between', async () => {
    const read = vi.fn(async (cursor: string) =>
      cursor ? page(rows(8, 6), 'further') : page(rows(12, 9), 'second'),
    );
    const newest = await readNewest(list, '', read);
    expect(read.mock.calls).toEqual([[''], ['second']]);
    expect(ids(withNewest(list, newest, ''))).toEqual(['12 11 10 9 8 7 6 5 4', '3 2 1']);
  });

  it('starts the list anew if there is too much of it', async () => {
    let at = 100_000;
    const read = vi.fn(async () => {
      at -= 50;
      return page(rows(at, at - 49), `before ${at}`);
    });
    const after = withNewest(list, await readNewest(list, '', read), '');
    expect(read).toHaveBeenCalledTimes(8);
    expect(after.pages).toHaveLength(1);
    expect(after.pages[0]?.items).toHaveLength(400);
    expect(after.pages[0]?.cursor).toBe(`before ${at}`);
  });

  it('takes one request for the first conversations of all', async () => {
    const empty = listOf(page([]));
    const read = vi.fn(async () => page(rows(90, 41), 'further'));
    const after = withNewest(empty, await readNewest(empty, '', read), '');
    expect(read).toHaveBeenCalledOnce();
    expect(after.pages).toEqual([page(rows(90, 41), 'further')]);
  });

  it('takes one request in a search that has found nothing yet', async () => {
    const nothing = listOf(page([], 'a'), page([], 'b'));
    const read = vi.fn(async () => page([], 'new'));
    expect(withNewest(nothing, await readNewest(nothing, 'x', read), 'x')).toEqual(nothing);
    expect(read).toHaveBeenCalledOnce();
    expect(ids(withNewest(nothing, page([row('9', 9)], 'new'), 'x'))).toEqual(['9', '']);
  });

  it('is followed in a search whose page is full', async () => {
    const read = vi.fn(async (cursor: string) =>
      cursor ? page(rows(9, 6), 'further') : page(rows(59, 10), 'second'),
    );
    await readNewest(list, 'x', read);
    expect(read).toHaveBeenCalledTimes(2);
  });
});

describe('news of a thread', () => {
  const turns = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => ({
      role: 'user' as const,
      id: `m${from + i}`,
      content: '',
      created_at: '',
    }));
  const part = (from: number, to: number, cursor?: string): ConversationView => ({
    id: 'c_1',
    messages: turns(from, to),
    ...(cursor && { cursor }),
  });
  const thread = { pages: [part(51, 100, 'a'), part(1, 50)], pageParams: ['', 'a'] };
  const idsOf = (pages: ConversationView[]) => pages.map(({ messages }) => messages.length);

  it('comes last, and earlier pages stay', () => {
    const after = withLatest(thread, part(93, 102, 'new'));
    expect(idsOf(after.pages)).toEqual([52, 50]);
    expect(after.pages[0]?.messages.at(-1)?.id).toBe('m102');
    expect(after.pages[0]?.cursor).toBe('a');
  });

  it('is read in small parts, unless much was written', async () => {
    const read = vi.fn(async (limit: number) => part(103 - limit, 102, 'new'));
    await readLatest(thread, read);
    expect(read.mock.calls).toEqual([[10]]);
    read.mockImplementation(async (limit) => part(131 - limit, 130, 'new'));
    expect(idsOf(withLatest(thread, await readLatest(thread, read)).pages)).toEqual([80, 50]);
    expect(read.mock.calls.at(-1)).toEqual([50]);
  });

  it('is the whole thread if it is short', () => {
    const short = { pages: [part(1, 2)], pageParams: [''] };
    expect(withLatest(short, part(1, 3)).pages).toEqual([part(1, 3)]);
  });
});

describe('the order of rows further down', () => {
  const held = hold(rows(5, 3));

  it('stays, while their words change', () => {
    const live = [row('4', 8, 'new words'), row('7', 7), row('5', 5), row('3', 3)];
    const { rows: shown, above } = inOrder(live, held);
    expect(shown.map(({ id }) => id).join(' ')).toBe('5 4 3');
    expect(shown[1]?.last_message).toBe('new words');
    expect(above).toBe(2);
  });

  it('goes on with what is loaded below, and holds that too', () => {
    const more = inOrder(rows(5, 1), held);
    expect(more.above).toBe(0);
    const further = inOrder([row('2', 9), ...rows(5, 3), row('1', 1)], holdMore(held, more));
    expect(further.rows.map(({ id }) => id).join(' ')).toBe('5 4 3 2 1');
    expect(further.above).toBe(1);
  });

  it('is that of the list at the top', () => {
    const live = rows(3, 1);
    expect(inOrder(live, null)).toEqual({ rows: live, above: 0 });
  });
});
