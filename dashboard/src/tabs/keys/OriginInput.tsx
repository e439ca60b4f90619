import { type ClipboardEvent, type FormEvent, useState } from 'react';
import { useDraft, useDraftState } from '~/draft/context';
import type { Draft } from '~/draft/draft';
import { labelOf } from '~/draft/labels';
import { Button } from '~/ui/Button';
import { TextField } from '~/ui/TextField';
import { checkOrigin, isLoopback, type Sorted, sortOrigins, splitOrigins } from './origins';

const isLocal = isLoopback(location.hostname);

/** What was not accepted stays in the field; this message covers the rest. */
function outcome({ added, known }: Sorted): string {
  const parts = [];
  if (added.length > 1) parts.push(`${added.length} added.`);
  if (known.length > 0) parts.push(`Already allowed: ${known.join(', ')}.`);
  return parts.join(' ');
}

function write(draft: Draft, text: string, isRefused = false): void {
  const origins = splitOrigins(text);
  const add = (): void => void addTo(draft, origins);
  draft.type('origins', origins.length > 0 ? { text, isRefused, add } : null);
}

function addTo(draft: Draft, texts: string[]): Sorted {
  const { origins } = draft.getState().settings;
  const sorted = sortOrigins(texts, origins, isLocal);
  const { added, refused } = sorted;
  if (added.length > 0) draft.set('origins', [...origins, ...added], labelOf('origins'));
  write(draft, refused.map(({ text }) => text).join(' '), refused.length > 0);
  return sorted;
}

/** Adds one origin, or as many as are pasted. */
export function OriginInput() {
  const draft = useDraft();
  const origins = useDraftState(({ settings }) => settings.origins);
  const { text = '', isRefused = false } =
    useDraftState((state) => state.typed.get('origins')) ?? {};
  const [said, setSaid] = useState('');
  const typed = splitOrigins(text);
  const add = (texts: string[]): void => setSaid(outcome(addTo(draft, texts)));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.length > 0) add(typed);
  };
  const paste = (event: ClipboardEvent): void => {
    const texts = splitOrigins(event.clipboardData.getData('text'));
    if (texts.length < 2) return;
    event.preventDefault();
    add([...typed, ...texts]);
  };
  const { refused } = sortOrigins(typed, origins, isLocal);
  const suggestion = refused[0]?.suggestion;
  const fix = (): void => {
    add(typed.map((one) => refused.find((other) => other.text === one)?.suggestion ?? one));
  };
  // No problem is shown while the scheme is being typed.
  const isFarEnough = isRefused || suggestion !== undefined || /:\/\/.*\S/.test(text);
  return (
    <form className="flex flex-col gap-2" onSubmit={submit}>
      <div className="flex items-start gap-2">
        <TextField
          className="min-w-0 flex-1"
          error={isFarEnough ? refused[0]?.problem : undefined}
          help={said ? undefined : helpOf(typed)}
          label="Allow an origin"
          mono
          name="origins"
          onChange={(event) => {
            write(draft, event.target.value);
            setSaid('');
          }}
          onPaste={paste}
          placeholder="https://shop.example"
          spellCheck={false}
          value={text}
        />
        <Button className="mt-6.5" disabled={typed.length === 0} type="submit">
          Add
        </Button>
      </div>
      {suggestion && (
        <Button className="w-fit max-w-full" onClick={fix}>
          <span className="truncate">Add {suggestion}</span>
        </Button>
      )}
      <p aria-live="polite" className="text-muted text-xs">
        {said}
      </p>
    </form>
  );
}

function helpOf(typed: string[]): string {
  if (typed.length > 1) return `${typed.length} origins. Press Enter to add them.`;
  const check = typed[0] ? checkOrigin(typed[0], isLocal) : null;
  if (check && 'pattern' in check) return check.warning ?? 'Press Enter to add it.';
  return 'In https://*.preview.example, the star stands for one label. You can paste several origins at once.';
}
