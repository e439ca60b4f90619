import { useDraft, useDraftState } from '~/draft/context';
import { labelOf } from '~/draft/labels';
import { Button } from '~/ui/Button';
import { IconButton } from '~/ui/IconButton';
import { Menu } from '~/ui/Menu';
import { MenuItem } from '~/ui/MenuItem';
import { shortcut } from '~/ui/shortcuts';
import { toast } from '~/ui/toast';
import { SaveNote } from './SaveNote';
import type { Saving } from './useSave';
import { useShowField, useShowProblem } from './useShowField';

const count = (number: number): string =>
  `${number} unsaved ${number === 1 ? 'change' : 'changes'}`;

/** Shown only while there are unsaved changes. */
export function SaveBar({ saving }: { saving: Saving }) {
  const draft = useDraft();
  const changes = useDraftState((state) => state.changes);
  const typed = useDraftState((state) => state.typed);
  const undoable = useDraftState((state) => state.undoable);
  const redoable = useDraftState((state) => state.redoable);
  const problems = useDraftState((state) => state.problems);
  const showField = useShowField();
  const showProblem = useShowProblem();
  const paths = new Set([...changes.map(({ path }) => path), ...typed.keys()]);
  if (paths.size === 0) return null;
  const ofAll = problems.get('');
  const inFields = problems.size - (ofAll ? 1 : 0);
  const discard = (): void => {
    const action = { label: 'Undo', onSelect: draft.discard() };
    toast(`Discarded ${count(paths.size)}.`, { action, about: 'draft' });
  };
  return (
    <div className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-line border-t bg-surface px-7 py-2 max-sm:px-4">
      {ofAll && (
        <p className="w-full text-danger-ink text-sm" role="alert">
          {ofAll}
        </p>
      )}
      <Menu
        align="start"
        trigger={
          <button
            className="flex items-center gap-2.5 rounded-md py-1.5 hover:underline hover:underline-offset-3"
            type="button"
          >
            <span aria-hidden="true" className="size-1.5 rounded-full bg-accent" />
            <span aria-live="polite">
              {paths.size} unsaved
              <span className="max-sm:sr-only">{paths.size === 1 ? ' change' : ' changes'}</span>
            </span>
          </button>
        }
      >
        {[...paths].map((path) => (
          <MenuItem key={path} onSelect={() => showField(path)}>
            {labelOf(path)}
          </MenuItem>
        ))}
      </Menu>
      {inFields > 0 && (
        <button
          className="rounded-md text-danger-ink underline underline-offset-3"
          onClick={showProblem}
          type="button"
        >
          {inFields === 1 ? '1 problem' : `${inFields} problems`}
        </button>
      )}
      <SaveNote onSave={() => void saving.save()} />
      <span className="ml-auto flex items-center gap-2">
        <IconButton
          disabled={!undoable}
          icon="undo"
          label={undoable ? `Undo: ${undoable} (${shortcut('Z')})` : 'Undo'}
          onClick={() => draft.undo()}
        />
        {redoable && (
          <IconButton
            icon="redo"
            label={`Redo: ${redoable} (${shortcut('⇧Z')})`}
            onClick={() => draft.redo()}
          />
        )}
        <Button disabled={saving.isPending} onClick={discard}>
          Discard
        </Button>
        <Button busy={saving.isPending} kind="primary" onClick={() => saving.save()}>
          Save
        </Button>
      </span>
    </div>
  );
}
