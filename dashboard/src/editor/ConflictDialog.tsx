import { useState } from 'react';
import type { TenantDocument } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';
import { settingsOf } from '~/draft/diff';
import { type Difference, differences, merge, type Side } from '~/draft/merge';
import { labelOfPart } from '~/tenant/parts';
import { Button } from '~/ui/Button';
import { isColour } from '~/ui/colour';
import { cx } from '~/ui/cx';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Badge } from '~/ui/states';
import { ago } from '~/ui/time';
import { textsOf } from './conflict-text';
import { useSaver } from './saver';
import type { Saving } from './useSave';

type Choices = Record<string, Side>;

interface ConflictDialogProps {
  theirs: TenantDocument;
  saving: Saving;
  onClose: () => void;
}

/** Shown when somebody else has saved since: lists every part that differs, to choose whose version to keep. */
export default function ConflictDialog({ theirs, saving, onClose }: ConflictDialogProps) {
  const draft = useDraft();
  const mine = useDraftState((state) => state.settings);
  const base = useDraftState((state) => state.base);
  const saver = useSaver()(theirs);
  const ground = settingsOf(theirs);
  const was = settingsOf(base);
  const parts = differences(was, mine, ground);
  const [choices, setChoices] = useState<Choices>({});
  const sideOf = (part: Difference): Side =>
    choices[idOf(part)] ?? (part.changedBy === 'them' ? 'theirs' : 'mine');
  const chooseAll = (side: Side): void =>
    setChoices(Object.fromEntries(parts.map((part) => [idOf(part), side])));
  const resolve = async (): Promise<void> => {
    draft.settle(theirs, merge(was, mine, ground, sideOf));
    onClose();
    await saving.save();
  };
  return (
    <Dialog
      description={`${saver.name} saved revision ${theirs.revision} ${ago(theirs.updated_at)}${saver.isMe ? ' in another window' : ''}, after you started from revision ${base.revision}. Choose which version to keep of each part that differs.`}
      onClose={onClose}
      open
      title="Somebody else has saved changes"
      wide
    >
      <DialogBody>
        <div className="flex gap-2">
          <Button onClick={() => chooseAll('mine')}>All mine</Button>
          <Button onClick={() => chooseAll('theirs')}>All theirs</Button>
        </div>
        <ul className="flex flex-col">
          {parts.map((part) => (
            <Row
              key={idOf(part)}
              onChoose={(side) => setChoices({ ...choices, [idOf(part)]: side })}
              part={part}
              side={sideOf(part)}
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

const idOf = ({ path }: Difference): string => JSON.stringify(path);

interface RowProps {
  part: Difference;
  side: Side;
  onChoose: (side: Side) => void;
}

function Row({ part, side, onChoose }: RowProps) {
  const texts = textsOf(part);
  return (
    <li className="border-line border-t py-3">
      <fieldset>
        <legend className="mb-2 flex max-w-full items-center gap-2 font-medium">
          <span className="min-w-0 break-words">{labelOfPart(part)}</span>
          {part.changedBy === 'both' && <Badge tone="warn">changed by both</Badge>}
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
                name={`keep ${idOf(part)}`}
                onChange={() => onChoose(option)}
                type="radio"
              />
              <span className="min-w-0">
                <span className="block text-muted text-xs">
                  {option === 'mine' ? 'Mine' : 'Theirs'}
                </span>
                <Value text={texts[option]} />
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </li>
  );
}

function Value({ text }: { text: string }) {
  return (
    <span className="flex items-center gap-2">
      {isColour(text) && (
        <span className="size-4 rounded border border-edge" style={{ backgroundColor: text }} />
      )}
      <span className="line-clamp-6 min-w-0 whitespace-pre-wrap break-words">{text}</span>
    </span>
  );
}
