import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { liveEvery } from '~/api/queries';
import type { ConversationSummary, ConversationView } from '~/api/types';

export interface ListPage {
  items: ConversationSummary[];
  cursor?: string | null;
}

const PAGE = 50;

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

interface Cached {
  state: { data?: { pages: unknown[] } | undefined };
}

/** Long lists are never refetched automatically, because that would take a request per page. */
const onlyShort = ({ state }: Cached): boolean => (state.data?.pages.length ?? 0) <= 1;

export const listQuery = (slug: string, q: string) =>
  infiniteQueryOptions({
    queryKey: ['conversations', slug, q],
    queryFn: ({ pageParam, signal }) =>
      readList(slug, q, { cursor: pageParam, limit: PAGE, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor ?? undefined,
    refetchOnMount: onlyShort,
    refetchOnWindowFocus: onlyShort,
    refetchOnReconnect: false,
    refetchInterval: (query) => onlyShort(query) && liveEvery(),
  });

/** How long a reply may take. An older unfinished one was left behind by a process that died. */
const MAKING_MS = 5 * 60_000;

const isBeingMade = ({ messages }: ConversationView): boolean => {
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
      readThread(slug, id, 'end', { cursor: pageParam, limit: PAGE, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor ?? undefined,
    refetchOnMount: onlyShort,
    refetchOnWindowFocus: onlyShort,
    refetchOnReconnect: false,
    refetchInterval: ({ state }) => {
      const [only, ...more] = state.data?.pages ?? [];
      return only && more.length === 0 && isBeingMade(only) ? 2_000 : false;
    },
  });
