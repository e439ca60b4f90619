import type { MessageView } from '~/api/types';
import { CopyButton } from '~/ui/CopyButton';
import { day } from '~/ui/dates';
import { IconButton } from '~/ui/IconButton';

interface ThreadHeaderProps {
  id: string;
  messages: MessageView[];
  hasMore: boolean;
  isRefetching: boolean;
  onRefresh: () => void;
}

export function ThreadHeader(props: ThreadHeaderProps) {
  const { id, messages, hasMore, isRefetching, onRefresh } = props;
  const count = messages.filter(({ role }) => role === 'user').length;
  const began = messages[0]?.created_at;
  return (
    <div className="flex items-center gap-2 pt-3 text-muted text-sm">
      <p className="min-w-0 flex-1">
        {hasMore
          ? `The newest ${count} messages`
          : `${count} ${count === 1 ? 'message' : 'messages'}`}
        {began && !hasMore && `, begun ${day(began)}`}
      </p>
      <CopyButton className="h-8 px-2" kind="quiet" label="Copy id" text={id} />
      <IconButton busy={isRefetching} icon="reload" label="Refresh" onClick={onRefresh} />
    </div>
  );
}
