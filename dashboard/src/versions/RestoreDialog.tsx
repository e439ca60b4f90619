import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '~/api/ErrorState';
import { ApiError, explain } from '~/api/error';
import { useDraftState } from '~/draft/context';
import { labelOf } from '~/draft/labels';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner, SkeletonRows } from '~/ui/states';
import { ChangeList, changedParts } from './ChangeList';
import { versionQuery } from './queries';
import { isOvertaken, useRestore } from './useRestore';

interface RestoreDialogProps {
  slug: string;
  revision: number;
  newest: number;
  onClose: () => void;
}

/** Asks before a version is restored, and says what that changes and loses. */
export function RestoreDialog({ slug, revision, newest, onClose }: RestoreDialogProps) {
  const restore = useRestore(slug, onClose);
  const now = useQuery(versionQuery(slug, newest));
  const then = useQuery(versionQuery(slug, revision));
  const failed = [now, then].find(({ isError }) => isError);
  const parts = now.data && then.data && changedParts(now.data.document, then.data.document);
  return (
    <Dialog
      description={`Revision ${revision} is saved once more, as revision ${newest + 1}. Visitors see it within a minute, and every version stays in the list.`}
      onClose={restore.isPending ? undefined : onClose}
      open
      title={`Restore revision ${revision}?`}
      wide
    >
      <DialogBody>
        {restore.isError && <Refusal error={restore.error} />}
        <Unsaved />
        {failed ? (
          <ErrorState
            busy={failed.isFetching}
            error={failed.error}
            onRetry={() => failed.refetch()}
            title="The versions could not be compared"
          />
        ) : !parts ? (
          <SkeletonRows label="Loading both versions" />
        ) : parts.length === 0 ? (
          <p>Revision {revision} equals the current settings, so there is nothing to restore.</p>
        ) : (
          <section aria-label="What changes">
            <h3 className="text-muted text-sm">What changes, from now to then</h3>
            <ChangeList parts={parts} />
          </section>
        )}
      </DialogBody>
      <DialogActions>
        <Button disabled={restore.isPending} onClick={onClose}>
          Cancel
        </Button>
        <Button
          busy={restore.isPending}
          disabled={!parts?.length}
          kind="primary"
          onClick={() => restore.mutate({ revision, over: newest })}
        >
          Restore
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** The unsaved edits, which the restored version replaces. */
function Unsaved() {
  const changes = useDraftState((state) => state.changes);
  const typed = useDraftState((state) => state.typed);
  const labels = new Set([...changes.map(({ path }) => path), ...typed.keys()].map(labelOf));
  if (labels.size === 0) return null;
  return (
    <Banner tone="warn">
      The editor has unsaved changes, which restoring discards: {[...labels].join(', ')}.
    </Banner>
  );
}

function Refusal({ error }: { error: unknown }) {
  if (isOvertaken(error)) {
    return (
      <Banner tone="danger">
        Not restored. {saverOf(error)} in the meantime. Look at the changes again before you
        restore.
      </Banner>
    );
  }
  return <Banner tone="danger">Not restored. {explain(error)}</Banner>;
}

function saverOf(error: unknown): string {
  const current = error instanceof ApiError ? error.current : null;
  return `${current?.updated_by ?? 'Somebody else'} saved revision ${current?.revision ?? ''}`;
}
