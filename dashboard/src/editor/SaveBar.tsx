import { Popover } from '@base-ui/react/popover';
import { useDraft, useDraftState } from '~/draft/context';
import { labelOf } from '~/draft/labels';
import { shortcut } from '~/shell/shortcuts';
import { Button, IconButton } from '~/ui/Button';
import { toast } from '~/ui/Toast';
import type { Saving } from './useSave';
import { useShowProblem } from './useShowProblem';

const count = (number: number): string =>
  `${number} unsaved ${number === 1 ? 'change' : 'changes'}`;

/** There only when something is unsaved. */
export function SaveBar({ saving }: { saving: Saving }) {
  const draft = useDraft();
  const changes = useDraftState((state) => state.changes);
  const undoable = useDraftState((state) => state.undoable);
  const problems = useDraftState((state) => state.problems);
  const showProblem = useShowProblem();
  if (changes.length === 0) return null;
  const discard = (): void => {
    const before = draft.getState().settings;
    draft.discard();
    const undo = { label: 'Undo', onSelect: () => draft.replace(before, 'undo of discard') };
    toast(`Discarded ${count(changes.length)}.`, { action: undo });
  };
  return (
    <div className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-line border-t bg-surface px-7 py-2 max-sm:px-4">
      <Popover.Root>
        <Popover.Trigger className="flex items-center gap-2.5 rounded-md py-1.5 hover:underline hover:underline-offset-3">
          <span aria-hidden="true" className="size-1.5 rounded-full bg-accent" />
          <span aria-live="polite">{count(changes.length)}</span>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner align="start" className="z-30" side="top" sideOffset={8}>
            <Popover.Popup className="popup-motion max-h-80 w-64 overflow-y-auto rounded-control bg-raised px-3.5 py-3 shadow-popup outline-none">
              <Popover.Title className="font-medium">Unsaved</Popover.Title>
              <ul className="mt-1 text-muted">
                {changes.map(({ path }) => (
                  <li key={path}>{labelOf(path)}</li>
                ))}
              </ul>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      {problems.size > 0 && (
        <button
          className="rounded-md text-danger-ink underline underline-offset-3"
          onClick={showProblem}
          type="button"
        >
          {problems.size === 1 ? '1 needs attention' : `${problems.size} need attention`}
        </button>
      )}
      <span className="flex-1" />
      <IconButton
        disabled={!undoable}
        icon="undo"
        label={undoable ? `Undo: ${undoable} (${shortcut('Z')})` : 'Undo'}
        onClick={() => draft.undo()}
      />
      <Button disabled={saving.isPending} onClick={discard}>
        Discard
      </Button>
      <Button busy={saving.isPending} kind="primary" onClick={() => saving.save()}>
        Save
      </Button>
    </div>
  );
}
