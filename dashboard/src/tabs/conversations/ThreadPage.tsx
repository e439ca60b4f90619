import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { ErrorState } from '~/api/ErrorState';
import { ApiError } from '~/api/error';
import type { ConversationView, MessageView } from '~/api/types';
import { Button } from '~/ui/Button';
import { Icon } from '~/ui/icons';
import { EmptyState, Skeleton } from '~/ui/states';
import { Message } from './Message';
import { readLatest, withLatest } from './news';
import { isBeingMade, readThread, threadQuery } from './queries';
import { ThreadActions } from './ThreadActions';
import { ThreadHeader } from './ThreadHeader';
import { NEWS_MS, useNews } from './useNews';
import { useReturnTo } from './useReturn';
import { useThreadScroll } from './useThreadScroll';

export function ThreadPage() {
  const { slug, id } = useParams({ from: '/signed-in/tenants/$slug/conversations/$id' });
  const { q } = useSearch({ from: '/signed-in/tenants/$slug/conversations/$id' });
  useReturnTo(id);
  const thread = useThread(slug, id);
  return (
    <div className="pb-8">
      {/* Under the row of tabs, which is sticky too. */}
      <div
        className="sticky top-[41px] z-[5] -mx-7 flex items-center gap-2 border-line border-b bg-surface px-7 py-2 max-sm:-mx-4 max-sm:px-4"
        data-bar
      >
        <Link
          className="-ml-2 inline-flex h-9 min-w-0 items-center gap-2 rounded-control px-2 font-medium text-muted hover:bg-hover hover:text-ink"
          params={{ slug }}
          search={q ? { q } : {}}
          to="/tenants/$slug/conversations"
        >
          <Icon name="back" />
          <span className="truncate">{q ? `Conversations with “${q}”` : 'Conversations'}</span>
        </Link>
        <h2
          className="min-w-0 flex-1 truncate text-right font-mono text-muted text-sm max-sm:sr-only"
          data-place
          title={id}
        >
          {id}
        </h2>
        <span className="ml-auto flex shrink-0 gap-2">
          {thread.data && <ThreadActions id={id} slug={slug} />}
        </span>
      </div>
      <Thread id={id} key={id} thread={thread} />
    </div>
  );
}

function useThread(slug: string, id: string) {
  const query = threadQuery(slug, id);
  const thread = useInfiniteQuery(query);
  const newest = thread.data?.pages[0];
  useNews<ConversationView>({
    queryKey: query.queryKey,
    shown: thread,
    everyMs: newest && isBeingMade(newest) ? 2_000 : NEWS_MS,
    look: async (old, signal) => {
      const latest = await readLatest(old, (limit) =>
        readThread(slug, id, 'end', { cursor: '', limit, signal }),
      );
      return (pages) => withLatest(pages, latest);
    },
  });
  return thread;
}

function Thread({ id, thread }: { id: string; thread: ReturnType<typeof useThread> }) {
  if (thread.isPending) return <Loading />;
  if (!thread.data) {
    if (thread.error instanceof ApiError && [400, 404, 422].includes(thread.error.status)) {
      return (
        <EmptyState title="Conversation not found">
          It was deleted, or its retention period has ended.
        </EmptyState>
      );
    }
    return (
      <ErrorState
        busy={thread.isFetching}
        error={thread.error}
        onRetry={() => thread.refetch()}
        title="The conversation could not be loaded"
      />
    );
  }
  const messages = thread.data.pages.toReversed().flatMap((page) => page.messages);
  return (
    <>
      <ThreadHeader
        hasMore={thread.hasNextPage}
        id={id}
        isRefetching={thread.isRefetching && !thread.isFetchingNextPage}
        messages={messages}
        onRefresh={() => thread.refetch()}
      />
      {thread.hasNextPage && (
        <Button
          busy={thread.isFetchingNextPage}
          className="mt-4 w-full"
          onClick={() => thread.fetchNextPage()}
        >
          {thread.isFetchNextPageError ? 'Could not load more. Try again' : 'Show earlier messages'}
        </Button>
      )}
      <Messages messages={messages} />
    </>
  );
}

function Messages({ messages }: { messages: MessageView[] }) {
  const list = useRef<HTMLOListElement>(null);
  useThreadScroll(list, messages[0]?.id);
  return (
    <ol aria-label="Messages" className="mt-5 flex flex-col gap-5" ref={list}>
      {messages.map((message, i) => (
        <Message before={messages[i - 2]} key={`${message.role} ${message.id}`} message={message} />
      ))}
    </ol>
  );
}

function Loading() {
  return (
    <div aria-label="Loading the conversation" role="status">
      <Skeleton className="h-5 w-64 max-w-full" />
      <Skeleton className="mt-8 ml-auto h-10 w-1/2" />
      <Skeleton className="mt-5 h-20 w-2/3" />
      <Skeleton className="mt-5 ml-auto h-10 w-1/3" />
    </div>
  );
}
