import { type ClipboardEvent, type FormEvent, useState } from 'react';
import { Button } from '~/ui/Button';
import { TextField } from '~/ui/TextField';
import { checkOrigin, isLoopback, type Sorted, sortOrigins, splitOrigins } from './origins';

interface OriginInputProps {
  origins: string[];
  onChange: (origins: string[]) => void;
}

const isLocal = isLoopback(location.hostname);

/** What was not taken stays in the field; this says what happened to the rest. */
function outcome({ added, known }: Sorted): string {
  const parts = [];
  if (added.length > 1) parts.push(`${added.length} added.`);
  if (known.length > 0) parts.push(`${known.join(', ')} was there already.`);
  return parts.join(' ');
}

/** Adds one, or as many as are pasted. */
export function OriginInput({ origins, onChange }: OriginInputProps) {
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const [isTried, setTried] = useState(false);
  const typed = splitOrigins(text);
  const add = (texts: string[]): void => {
    const sorted = sortOrigins(texts, origins, isLocal);
    if (sorted.added.length > 0) onChange([...origins, ...sorted.added]);
    setText(sorted.refused.map((refused) => refused.text).join(' '));
    setSaid(outcome(sorted));
    setTried(sorted.refused.length > 0);
  };
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
  // While the scheme is being typed, nothing is wrong yet.
  const isFarEnough = isTried || suggestion !== undefined || /:\/\/.*\S/.test(text);
  return (
    <form className="flex flex-col gap-2" onSubmit={submit}>
      <div className="flex items-start gap-2">
        <TextField
          className="min-w-0 flex-1"
          error={isFarEnough ? refused[0]?.problem : undefined}
          help={said || helpOf(typed)}
          label="Allow an origin"
          mono
          name="origins"
          onChange={(event) => {
            setText(event.target.value);
            setSaid('');
            setTried(false);
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
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </form>
  );
}

function helpOf(typed: string[]): string {
  if (typed.length > 1) return `${typed.length} origins. Press Enter to add them.`;
  const check = typed[0] ? checkOrigin(typed[0], isLocal) : null;
  if (check && 'pattern' in check) return check.warning ?? 'Press Enter to add it.';
  return 'https://*.preview.example allows one label in the place of the star. Several lines may be pasted at once.';
}
