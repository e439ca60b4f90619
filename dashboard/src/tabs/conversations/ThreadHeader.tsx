import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '~/api/error';
import type { MessageView } from '~/api/types';
import { Button } from '~/ui/Button';
import { CopyButton } from '~/ui/CopyButton';
import { day } from '~/ui/dates';
import { download } from '~/ui/download';
import { IconButton } from '~/ui/IconButton';
import { Icon } from '~/ui/icons';
import { lazyOverlay } from '~/ui/lazy';
import { Menu, MenuItem } from '~/ui/Menu';
import { toast } from '~/ui/toast';
import { exportThread } from './export-job';
import type { Format } from './rows';

const DeleteConfirm = lazyOverlay(() => import('./DeleteConfirm'));

interface ThreadHeaderProps {
  slug: string;
  id: string;
  messages: MessageView[];
  hasMore: boolean;
  isRefetching: boolean;
  onRefresh: () => void;
}

export function ThreadHeader(props: ThreadHeaderProps) {
  const { slug, id, messages, hasMore, isRefetching, onRefresh } = props;
  const [isDeleting, setDeleting] = useState(false);
  const count = messages.filter(({ role }) => role === 'user').length;
  const began = messages[0]?.created_at;
  return (
    <div className="flex flex-wrap items-start gap-2 border-line border-b pb-4">
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="flex items-center gap-1 font-mono text-sm">
          <span className="truncate" title={id}>
            {id}
          </span>
          <CopyButton className="h-8 px-2 font-sans" kind="quiet" text={id} />
        </h2>
        <p className="text-muted text-sm">
          {hasMore
            ? `The newest ${count} messages`
            : `${count} ${count === 1 ? 'message' : 'messages'}`}
          {began && !hasMore && `, begun ${day(began)}`}
        </p>
      </div>
      <div className="flex gap-2">
        <IconButton busy={isRefetching} icon="reload" label="Read it again" onClick={onRefresh} />
        <ExportMenu id={id} slug={slug} />
        <Button onClick={() => setDeleting(true)}>Delete…</Button>
      </div>
      {isDeleting && <DeleteConfirm id={id} onClose={() => setDeleting(false)} slug={slug} />}
    </div>
  );
}

/** The whole conversation, also what is not on the screen yet. */
function ExportMenu({ slug, id }: { slug: string; id: string }) {
  const save = useMutation({
    mutationFn: async (format: Format) => {
      download(`${slug}-${id}.${format}`, await exportThread(slug, id, format));
    },
    onError: (error) => toast(`Not exported. ${explain(error)}`, { kind: 'error' }),
  });
  return (
    <Menu
      trigger={
        <Button busy={save.isPending}>
          Export
          <Icon className="text-muted" name="chevron" />
        </Button>
      }
    >
      <MenuItem icon="download" onSelect={() => save.mutate('json')}>
        JSON
      </MenuItem>
      <MenuItem icon="download" onSelect={() => save.mutate('csv')}>
        CSV, for spreadsheets
      </MenuItem>
    </Menu>
  );
}
