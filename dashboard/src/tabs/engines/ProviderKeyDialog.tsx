import { type FormEvent, useState } from 'react';
import { explain } from '~/api/error';
import type { Provider } from '~/api/types';
import { problemIn } from '~/draft/bounds';
import { INPUT_BOUNDS } from '~/generated/rulebook';
import { labelOfProvider } from '~/tenant/providers';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner } from '~/ui/states';
import { TextField } from '~/ui/TextField';
import { toast } from '~/ui/toast';
import { useProviderKey } from './useProviderKey';

interface ProviderKeyDialogProps {
  provider: Provider;
  /** True if a key is set, which the new one replaces. */
  isSet: boolean;
  onClose: () => void;
}

const { key: KEY } = INPUT_BOUNDS.ProviderKey;

export function problemOfKey(key: string): string | null {
  if (!key) return 'Paste the key.';
  return problemIn(key, KEY, 'the key as it was issued: no spaces, and no letters like é');
}

export function ProviderKeyDialog({ provider, isSet, onClose }: ProviderKeyDialogProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const save = useProviderKey(provider);
  const label = labelOfProvider(provider);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // The dialog is in a portal, but React's events still bubble to the surrounding form.
    event.stopPropagation();
    const key = text.trim();
    const refusal = problemOfKey(key);
    setProblem(refusal);
    if (refusal) return;
    const done = (): void => {
      toast(`Key for ${label} ${isSet ? 'replaced' : 'set'}.`);
      onClose();
    };
    save.mutate(key, { onSuccess: done });
  };
  return (
    <Dialog
      description="Saved at once. The key is stored encrypted, used only for this tenant, and never shown again."
      onClose={onClose}
      open
      title={isSet ? `Replace the key for ${label}` : `Set the key for ${label}`}
    >
      <form className="contents" noValidate onSubmit={submit}>
        <DialogBody>
          {save.isError && <Banner tone="danger">{explain(save.error)}</Banner>}
          <TextField
            autoComplete="off"
            error={problem ?? undefined}
            label="Key"
            maxLength={KEY.maxLength + 10}
            mono
            onChange={(event) => {
              setText(event.target.value);
              setProblem(null);
            }}
            spellCheck={false}
            type="password"
            value={text}
          />
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={save.isPending} kind="primary" type="submit">
            {isSet ? 'Replace key' : 'Set key'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
