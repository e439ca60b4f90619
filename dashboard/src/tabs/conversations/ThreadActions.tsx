import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '~/api/error';
import { Button } from '~/ui/Button';
import { download } from '~/ui/download';
import { Icon } from '~/ui/icons';
import { lazyOverlay } from '~/ui/lazy';
import { Menu } from '~/ui/Menu';
import { MenuItem } from '~/ui/MenuItem';
import { toast } from '~/ui/toast';
import { exportThread } from './export-job';
import type { Format } from './rows';

const DeleteConfirm = lazyOverlay(() => import('./DeleteConfirm'));

interface ThreadActionsProps {
  slug: string;
  id: string;
}

export function ThreadActions({ slug, id }: ThreadActionsProps) {
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <ExportMenu id={id} slug={slug} />
      <Button onClick={() => setDeleting(true)}>Delete…</Button>
      {isDeleting && <DeleteConfirm id={id} onClose={() => setDeleting(false)} slug={slug} />}
    </>
  );
}

/** The whole conversation, including what is not on the screen yet. */
function ExportMenu({ slug, id }: ThreadActionsProps) {
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
