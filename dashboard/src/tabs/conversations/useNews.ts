import {
  type InfiniteData,
  type QueryClient,
  type QueryKey,
  useQuery,
} from '@tanstack/react-query';

/** New messages show within 15 s, with a second for the request. */
export const NEWS_MS = 14_000;

type Pages<T> = InfiniteData<T, string>;

interface News<T> {
  /** The query that shows the pages. While it is loading itself, nobody looks for news. */
  queryKey: QueryKey;
  shown: { data: unknown; dataUpdatedAt: number; isFetching: boolean };
  everyMs: number;
  /** Reads the newest part again. Returns how to put it into the pages. */
  look: (pages: Pages<T>, signal: AbortSignal) => Promise<(pages: Pages<T>) => Pages<T>>;
}

/**
 * Looks for news regularly while the page is visible, and at once when it becomes visible again. That is one request each time, however many
 * pages are shown. A failure shows nowhere: what is shown stays, and the next look may succeed.
 */
export function useNews<T>({ queryKey, shown, everyMs, look }: News<T>): void {
  const isThere = shown.data !== undefined;
  useQuery({
    queryKey: ['news', ...queryKey],
    queryFn: async ({ client, signal }) => {
      const pages = client.getQueryData<Pages<T>>(queryKey);
      if (pages) put(client, queryKey, await look(pages, signal));
      return true;
    },
    enabled: isThere && !shown.isFetching,
    // What was just loaded has no news yet.
    initialData: () => isThere || undefined,
    initialDataUpdatedAt: shown.dataUpdatedAt,
    staleTime: everyMs,
    refetchInterval: everyMs,
    refetchOnWindowFocus: 'always',
    refetchOnReconnect: 'always',
    retry: false,
    notifyOnChangeProps: [],
  });
}

function put<T>(client: QueryClient, queryKey: QueryKey, renew: (pages: Pages<T>) => Pages<T>) {
  // A page that is being loaded is added to the pages as they were when it was asked for, and that would take the news away again.
  if (client.isFetching({ queryKey, exact: true }) > 0) throw new Error('overtaken');
  client.setQueryData<Pages<T>>(queryKey, (pages) => pages && renew(pages));
}
