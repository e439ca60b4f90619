import type { InfiniteData } from '@tanstack/react-query';
import type { ConversationView } from '~/api/types';
import { LIST_PAGE, type ListPage, THREAD_PAGE } from './queries';

export type List = InfiniteData<ListPage, string>;
export type ThreadPages = InfiniteData<ConversationView, string>;

/** How many pages may be read to reach what is known already. Only a tab that was hidden for long has so many new conversations. */
const MOST_PAGES = 8;

const rowsOf = ({ pages }: List) => pages.flatMap(({ items }) => items);

/**
 * Whether nothing can be missing between the newest rows, read again, and the list. A page of a search covers 500 conversations, so only a
 * full one may leave something out.
 */
export function reaches(list: List, newest: ListPage, q: string): boolean {
  if (!newest.cursor || (q !== '' && newest.items.length < LIST_PAGE)) return true;
  const known = new Map(rowsOf(list).map(({ id, active_at }) => [id, active_at]));
  return newest.items.some(({ id, active_at }) => known.get(id) === active_at);
}

/** The list with its newest rows in place of what it had there. Rows that are not among them any more were deleted. */
export function withNewest(list: List, newest: ListPage, q: string): List {
  if (!newest.cursor || !reaches(list, newest, q)) return { pages: [newest], pageParams: [''] };
  const ids = new Set(newest.items.map(({ id }) => id));
  const end = newest.items.at(-1)?.active_at ?? '';
  const [first, ...further] = list.pages.map((page) => ({
    ...page,
    items: page.items.filter(({ id, active_at: at }) => !ids.has(id) && (!end || at <= end)),
  }));
  if (!first) return list;
  return {
    ...list,
    pages: [{ ...first, items: [...newest.items, ...first.items] }, ...further],
  };
}

/** Reads from the newest row down to what the list knows. */
export async function readNewest(
  list: List,
  q: string,
  read: (cursor: string) => Promise<ListPage>,
): Promise<ListPage> {
  let newest = await read('');
  const most = rowsOf(list).length > 0 ? MOST_PAGES : 1;
  for (let pages = 1; pages < most && newest.cursor && !reaches(list, newest, q); pages += 1) {
    const { items, cursor } = await read(newest.cursor);
    newest = { items: [...newest.items, ...items], ...(cursor && { cursor }) };
  }
  return newest;
}

const joint = (thread: ThreadPages, { messages: [first] }: ConversationView): number =>
  thread.pages[0]?.messages.findIndex(({ id, role }) => id === first?.id && role === first.role) ??
  -1;

/** The thread with its newest messages in place of what it had there. */
export function withLatest(thread: ThreadPages, latest: ConversationView): ThreadPages {
  const [first, ...earlier] = thread.pages;
  const at = joint(thread, latest);
  if (!first || !latest.cursor || at < 0) return { pages: [latest], pageParams: [''] };
  const messages = [...first.messages.slice(0, at), ...latest.messages];
  return { ...thread, pages: [{ ...first, messages }, ...earlier] };
}

/** A few are enough, unless the visitor has written more than that since. */
export async function readLatest(
  thread: ThreadPages,
  read: (limit: number) => Promise<ConversationView>,
): Promise<ConversationView> {
  const few = await read(10);
  return few.cursor && joint(thread, few) < 0 ? read(THREAD_PAGE) : few;
}
