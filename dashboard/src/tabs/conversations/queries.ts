import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import type { ConversationSummary, ConversationView } from '~/api/types';

export interface ListPage {
  items: ConversationSummary[];
  cursor?: string | null;
}

/** How many conversations, or messages of visitors, one page has. */
export const LIST_PAGE = 50;
export const THREAD_PAGE = 50;

interface Part {
  cursor: string;
  limit: number;
  signal: AbortSignal;
}

export function readList(
  slug: string,
  q: string,
  { cursor, limit, signal }: Part,
): Promise<ListPage> {
  const query = { limit, ...(q && { q }), ...(cursor && { cursor }) };
  const params = { path: { slug }, query };
  return body(api.GET('/v1/admin/tenants/{slug}/conversations', { params, signal }));
}

/** A page of a thread. It is read from its end, so the newest messages are on the first page. */
export function readThread(
  slug: string,
  id: string,
  from: 'start' | 'end',
  { cursor, limit, signal }: Part,
): Promise<ConversationView> {
  const params = { path: { slug, id }, query: { from, limit, ...(cursor && { cursor }) } };
  return body(api.GET('/v1/admin/tenants/{slug}/conversations/{id}', { params, signal }));
}

/** `useNews` keeps what is shown up to date. Refetching would take a request per page. */
const NEVER_REFETCHED = {
  refetchOnMount: false,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
};

export const listQuery = (slug: string, q: string) =>
  infiniteQueryOptions({
    queryKey: ['conversations', slug, q],
    queryFn: ({ pageParam, signal }) =>
      readList(slug, q, { cursor: pageParam, limit: LIST_PAGE, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor ?? undefined,
    ...NEVER_REFETCHED,
  });

/** How long a reply may take. An older unfinished one was left behind by a process that died. */
const MAKING_MS = 5 * 60_000;

export const isBeingMade = ({ messages }: ConversationView): boolean => {
  const last = messages.at(-1);
  return (
    last?.role === 'assistant' &&
    (last.status === 'streaming' || last.status === 'pending') &&
    Date.now() - Date.parse(last.created_at) < MAKING_MS
  );
};

export const threadQuery = (slug: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ['conversation', slug, id],
    queryFn: ({ pageParam, signal }) =>
      readThread(slug, id, 'end', { cursor: pageParam, limit: THREAD_PAGE, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor ?? undefined,
    ...NEVER_REFETCHED,
  });
