import { useState } from 'react';
import { useDraft, useDraftState } from '~/draft/context';
import { Button } from '~/ui/Button';
import { Icon } from '~/ui/icons';

/** The longest note, in characters (openapi.json, `TenantInput`). */
const MOST = 200;

/** What the list of versions should say about this save. Optional, so it takes no room until somebody wants it. */
export function SaveNote({ onSave }: { onSave: () => void }) {
  const draft = useDraft();
  const note = useDraftState((state) => state.note);
  const [isOpen, setOpen] = useState(note !== '');
  if (!isOpen) {
    return (
      <Button className="max-sm:px-2.5" kind="quiet" onClick={() => setOpen(true)}>
        <Icon name="note" />
        <span className="max-sm:sr-only">Add a note</span>
      </Button>
    );
  }
  return (
    <input
      aria-label="Note on this save"
      autoComplete="off"
      className="control min-w-0 max-w-96 flex-1 px-2.5 max-sm:order-first max-sm:w-full max-sm:max-w-none max-sm:flex-none"
      maxLength={MOST}
      onChange={(event) => draft.annotate(event.target.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') onSave();
        if (event.key !== 'Escape') return;
        draft.annotate('');
        setOpen(false);
      }}
      placeholder="What did you change, and why?"
      // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked for it
      autoFocus={note === ''}
      value={note}
    />
  );
}
