import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { ApiError } from '~/api/error';
import type { MessageView } from '~/api/types';
import { Button } from '~/ui/Button';
import { Icon } from '~/ui/icons';
import { EmptyState, ErrorState, Skeleton } from '~/ui/states';
import { Message } from './Message';
import { threadQuery } from './queries';
import { ThreadHeader } from './ThreadHeader';
import { useThreadScroll } from './useThreadScroll';

export function ThreadPage() {
  const { slug, id } = useParams({ from: '/signed-in/tenants/$slug/conversations/$id' });
  const { q } = useSearch({ from: '/signed-in/tenants/$slug/conversations/$id' });
  return (
    <div className="pt-4 pb-8">
      <Link
        className="-ml-2 mb-2 inline-flex h-9 items-center gap-2 rounded-control px-2 font-medium text-muted hover:bg-hover hover:text-ink"
        params={{ slug }}
        search={q ? { q } : {}}
        to="/tenants/$slug/conversations"
      >
        <Icon name="back" />
        {q ? `Conversations with “${q}”` : 'Conversations'}
      </Link>
      <Thread id={id} key={id} slug={slug} />
    </div>
  );
}

function Thread({ slug, id }: { slug: string; id: string }) {
  const thread = useInfiniteQuery(threadQuery(slug, id));
  if (thread.isPending) return <Loading />;
  if (!thread.data) {
    if (thread.error instanceof ApiError && [400, 404, 422].includes(thread.error.status)) {
      return (
        <EmptyState title="There is no such conversation">
          It was deleted, or its time was over.
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
        slug={slug}
      />
      {thread.hasNextPage && (
        <Button
          busy={thread.isFetchingNextPage}
          className="mt-4 w-full"
          onClick={() => thread.fetchNextPage()}
        >
          {thread.isFetchNextPageError ? 'That did not work. Try again' : 'Show earlier messages'}
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
