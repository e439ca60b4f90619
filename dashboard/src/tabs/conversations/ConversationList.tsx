import { Link } from '@tanstack/react-router';
import { memo, useRef, useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import type { ConversationSummary } from '~/api/types';
import { Button, Spinner } from '~/ui/Button';
import { minute } from '~/ui/dates';
import { IconButton } from '~/ui/IconButton';
import { Icon } from '~/ui/icons';
import { EmptyState, Skeleton } from '~/ui/states';
import { ago } from '~/ui/time';
import { useNow } from '~/ui/useNow';
import { useConversations } from './useConversations';
import { useKeptScroll } from './useKeptScroll';
import { takeReturn } from './useReturn';
import { useSteadyOrder } from './useSteadyOrder';
import { useWindow } from './useWindow';

/** How many conversations one page of a search covers (openapi.json, `list_conversations`). */
const SEARCHED_PER_PAGE = 500;

interface ListProps {
  slug: string;
  q: string;
}

type Conversations = ReturnType<typeof useConversations>;

export function ConversationList({ slug, q }: ListProps) {
  const found = useConversations(slug, q);
  const { list, rows, isLooking } = found;
  if (list.isPending) return <Loading />;
  if (!list.data) {
    return (
      <ErrorState
        busy={list.isFetching}
        error={list.error}
        onRetry={() => list.refetch()}
        title="The conversations could not be loaded"
      />
    );
  }
  if (rows.length === 0 && !list.hasNextPage) {
    if (q) {
      return (
        <EmptyState title="Nothing found">
          No conversation’s last message contains “{q}”, and no id starts with it.
        </EmptyState>
      );
    }
    return (
      <EmptyState
        action={
          <Button busy={list.isFetching} onClick={found.restart}>
            Look again
          </Button>
        }
        title="No conversations yet"
      >
        Conversations appear as soon as a visitor writes. Messages from the preview aren’t listed.
      </EmptyState>
    );
  }
  return (
    <>
      <Summary found={found} q={q} />
      {rows.length > 0 && <Rows q={q} rows={rows} slug={slug} />}
      {!isLooking && <More found={found} q={q} />}
    </>
  );
}

/** How far the search has come, with buttons to stop it or start again. */
function Summary({ found, q }: { found: Conversations; q: string }) {
  const { list, rows, pages, isLooking, stop, restart } = found;
  const count = rows.length.toLocaleString('en');
  const looked = (pages * SEARCHED_PER_PAGE).toLocaleString('en');
  const words = q
    ? `${count} found in ${list.hasNextPage ? `the newest ${looked}` : 'all conversations'}`
    : `${list.hasNextPage ? 'The newest ' : ''}${count} ${rows.length === 1 ? 'conversation' : 'conversations'}`;
  const text = isLooking ? `Searching… ${words}` : words;
  const live = useLive(text, `${pages} ${isLooking}`);
  return (
    <div className="mb-2 flex min-h-9 items-center gap-2 text-muted text-sm">
      <p aria-live={live} className="flex min-w-0 flex-1 items-center gap-2">
        {isLooking && <Spinner />}
        {text}
      </p>
      {isLooking ? (
        <Button kind="quiet" onClick={stop}>
          Stop
        </Button>
      ) : (
        <IconButton
          busy={list.isRefetching}
          icon="reload"
          label="Check for newer conversations"
          onClick={restart}
        />
      )}
    </div>
  );
}

/** A text that a search or a click has led to is announced. New messages change it too, but nobody asked for those. */
function useLive(text: string, cause: string): 'polite' | 'off' {
  const [last, setLast] = useState({ text, cause, isNews: false });
  const isOther = last.cause !== cause;
  if (isOther || last.text !== text) setLast({ text, cause, isNews: !isOther });
  return last.isNews ? 'off' : 'polite';
}

function More({ found: { list, lookFurther }, q }: { found: Conversations; q: string }) {
  if (!list.hasNextPage) return null;
  const label = q ? 'Search further' : 'Show more';
  return (
    <Button busy={list.isFetchingNextPage} className="mt-3 w-full" onClick={lookFurther}>
      {list.isFetchNextPageError ? 'Could not load more. Try again' : label}
    </Button>
  );
}

const ROW_PX = 64;

function Rows({ slug, q, rows: live }: ListProps & { rows: ConversationSummary[] }) {
  const list = useRef<HTMLUListElement>(null);
  const key = `${slug} ${q}`;
  const { rows, above, keyOf, toTop } = useSteadyOrder(list, key, live);
  const { first, end } = useWindow(list, rows.length, ROW_PX);
  useKeptScroll(list, key);
  const now = useNow();
  return (
    <>
      {above > 0 && <Above count={above} onShow={toTop} />}
      <ul
        className="rounded-control border border-line"
        ref={list}
        style={{ paddingTop: first * ROW_PX, paddingBottom: (rows.length - end) * ROW_PX }}
      >
        {rows.slice(first, end).map((row, i) => (
          <Row
            key={keyOf(row)}
            place={first + i + 1}
            q={q}
            slug={slug}
            summary={row}
            when={ago(row.active_at, now)}
          />
        ))}
      </ul>
    </>
  );
}

/** Under the row of tabs, over the rows. It takes no room and is not announced. */
function Above({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div className="sticky top-[49px] z-[5] flex h-0 justify-center">
      <Button className="rounded-full" onClick={onShow}>
        <Icon name="up" />
        {count.toLocaleString('en')} with new messages
      </Button>
    </div>
  );
}

interface RowProps extends ListProps {
  summary: ConversationSummary;
  when: string;
  place: number;
}

const Row = memo(function Row({ slug, q, summary, when, place }: RowProps) {
  const { id, last_message: words, turns, active_at: at } = summary;
  return (
    <li aria-posinset={place} aria-setsize={-1} className="group h-16">
      <Link
        className="flex h-16 flex-col justify-center gap-0.5 border-line border-b px-3.5 -outline-offset-2 transition-colors duration-120 hover:bg-hover group-first:rounded-t-control group-last:rounded-b-control group-last:border-b-0"
        params={{ slug, id }}
        preload={false}
        ref={(row) => takeReturn(id, row)}
        search={q ? { q } : {}}
        to="/tenants/$slug/conversations/$id"
      >
        <span className="flex items-baseline gap-4">
          <span className="min-w-0 flex-1 truncate text-left" dir="auto">
            {words}
          </span>
          <time className="shrink-0 text-muted text-xs" dateTime={at} title={minute(at)}>
            {when}
          </time>
        </span>
        <span className="truncate text-muted text-xs">
          {turns} {turns === 1 ? 'message' : 'messages'} ·{' '}
          <span className="font-mono">{id.slice(0, 10)}</span>
        </span>
      </Link>
    </li>
  );
});

function Loading() {
  return (
    <div aria-label="Loading the conversations" role="status">
      <div className="mt-11 rounded-control border border-line">
        {['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3', 'w-1/3'].map((width) => (
          <div className="h-16 border-line border-b px-3.5 pt-4 last:border-b-0" key={width}>
            <Skeleton className={`h-3.5 ${width}`} />
            <Skeleton className="mt-2.5 h-2.5 w-32" />
          </div>
        ))}
      </div>
    </div>
  );
}
