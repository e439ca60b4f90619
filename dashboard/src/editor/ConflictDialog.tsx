import { useState } from 'react';
import type { TenantDocument } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';
import { type Difference, differences, merge, settingsOf } from '~/draft/diff';
import { describeValue, labelOf } from '~/draft/labels';
import type { Path } from '~/draft/paths';
import { isColour } from '~/draft/validate';
import { ago } from '~/tenants/time';
import { Button } from '~/ui/Button';
import { cx } from '~/ui/cx';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Badge } from '~/ui/states';
import type { Saving } from './useSave';

type Side = 'mine' | 'theirs';
type Choices = Record<string, Side>;

interface ConflictDialogProps {
  theirs: TenantDocument;
  saving: Saving;
  onClose: () => void;
}

/** Somebody saved in between: every field that differs, and whose value is to stay. */
export default function ConflictDialog({ theirs, saving, onClose }: ConflictDialogProps) {
  const draft = useDraft();
  const mine = useDraftState((state) => state.settings);
  const base = useDraftState((state) => state.base);
  const ground = settingsOf(theirs);
  const fields = differences(settingsOf(base), mine, ground);
  const [choices, setChoices] = useState<Choices>({});
  const sideOf = ({ path, changedBy }: Difference): Side =>
    choices[path] ?? (changedBy === 'them' ? 'theirs' : 'mine');
  const chooseAll = (side: Side): void =>
    setChoices(Object.fromEntries(fields.map(({ path }) => [path, side])));
  const resolve = async (): Promise<void> => {
    const kept = fields.filter((field) => sideOf(field) === 'mine').map(({ path }) => path);
    const settings = merge(ground, mine, kept as Path[]);
    draft.settle(theirs, settings);
    onClose();
    if (kept.length > 0) await saving.save({ settings, revision: theirs.revision });
  };
  return (
    <Dialog
      description={`Revision ${theirs.revision} was saved ${ago(theirs.updated_at)}, after you began from revision ${base.revision}. Choose what stays; fields that are the same are not listed.`}
      onClose={onClose}
      open
      title="Somebody else saved in between"
      wide
    >
      <DialogBody>
        <div className="flex gap-2">
          <Button onClick={() => chooseAll('mine')}>All mine</Button>
          <Button onClick={() => chooseAll('theirs')}>All theirs</Button>
        </div>
        <ul className="flex flex-col">
          {fields.map((field) => (
            <Row
              field={field}
              key={field.path}
              onChoose={(side) => setChoices({ ...choices, [field.path]: side })}
              side={sideOf(field)}
            />
          ))}
        </ul>
      </DialogBody>
      <DialogActions>
        <Button onClick={onClose}>Keep editing</Button>
        <Button busy={saving.isPending} kind="primary" onClick={resolve}>
          Save this
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface RowProps {
  field: Difference;
  side: Side;
  onChoose: (side: Side) => void;
}

function Row({ field, side, onChoose }: RowProps) {
  const label = labelOf(field.path);
  return (
    <li className="border-line border-t py-3">
      <fieldset>
        <legend className="mb-2 flex items-center gap-2 font-medium">
          {label}
          {field.changedBy === 'both' && <Badge tone="warn">both changed it</Badge>}
        </legend>
        <div className="grid grid-cols-2 gap-2 max-sm:grid-cols-1">
          {(['mine', 'theirs'] as const).map((option) => (
            <label
              className={cx(
                'flex min-w-0 cursor-pointer gap-2.5 rounded-control border p-2.5 has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
                side === option ? 'border-accent bg-accent-soft' : 'border-line hover:border-edge',
              )}
              key={option}
            >
              <input
                checked={side === option}
                className="mt-1 size-3.5 shrink-0 accent-accent outline-none"
                name={`keep ${field.path}`}
                onChange={() => onChoose(option)}
                type="radio"
              />
              <span className="min-w-0">
                <span className="block text-muted text-xs">
                  {option === 'mine' ? 'Mine' : 'Theirs'}
                </span>
                <Value value={field[option]} />
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </li>
  );
}

function Value({ value }: { value: unknown }) {
  const text = describeValue(value);
  return (
    <span className="line-clamp-6 flex items-center gap-2 whitespace-pre-wrap break-words">
      {isColour(text) && (
        <span className="size-4 rounded border border-edge" style={{ backgroundColor: text }} />
      )}
      {text}
    </span>
  );
}
