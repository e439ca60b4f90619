import { type FormEvent, useState } from 'react';
import { explain } from '~/api/error';
import { problemIn } from '~/draft/bounds';
import { INPUT_BOUNDS } from '~/generated/rulebook';
import { capital, type Secret, titleOf } from '~/tenant/secrets';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner } from '~/ui/states';
import { TextField } from '~/ui/TextField';
import { toast } from '~/ui/toast';
import { useSecret } from './useSecret';

interface SecretDialogProps {
  secret: Secret;
  /** True if one is set, which the new one replaces. */
  isSet: boolean;
  onClose: () => void;
}

const { key: KEY } = INPUT_BOUNDS.ProviderKey;

export function problemOfKey(key: string, noun = 'key'): string | null {
  if (!key) return `Paste the ${noun}.`;
  return problemIn(key, KEY, `the ${noun} as it was issued: no spaces, and no letters like é`);
}

export function SecretDialog({ secret, isSet, onClose }: SecretDialogProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const save = useSecret(secret);
  const noun = secret.header === null ? 'key' : 'value';
  const title = titleOf(secret);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // The dialog is in a portal, but React's events still bubble to the surrounding form.
    event.stopPropagation();
    const key = text.trim();
    const refusal = problemOfKey(key, noun);
    setProblem(refusal);
    if (refusal) return;
    const done = (): void => {
      toast(`${capital(title)} ${isSet ? 'replaced' : 'set'}.`);
      onClose();
    };
    save.mutate(key, { onSuccess: done });
  };
  return (
    <Dialog
      description={`Saved at once. The ${noun} is stored encrypted, used only for this tenant, sent nowhere else, and never shown again.`}
      onClose={onClose}
      open
      title={`${isSet ? 'Replace' : 'Set'} the ${title}`}
    >
      <form className="contents" noValidate onSubmit={submit}>
        <DialogBody>
          {save.isError && <Banner tone="danger">{explain(save.error)}</Banner>}
          <TextField
            autoComplete="off"
            error={problem ?? undefined}
            label={capital(noun)}
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
            {isSet ? `Replace ${noun}` : `Set ${noun}`}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
