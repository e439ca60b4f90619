import { useState } from 'react';
import { explain } from '~/api/error';
import type { KeyView, NewKey } from '~/api/types';
import { GRACES } from '~/tenant/keys/key-state';
import { useRotateKey } from '~/tenant/keys/useKeys';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { minute } from '~/ui/dates';
import { Select } from '~/ui/Select';
import { Banner } from '~/ui/states';

interface RotateDialogProps {
  slug: string;
  of: KeyView;
  onMade: (key: NewKey) => void;
  onClose: () => void;
}

export function RotateDialog({ slug, of: key, onMade, onClose }: RotateDialogProps) {
  const [grace, setGrace] = useState<string>('24');
  const rotate = useRotateKey(slug, onMade);
  const end = minute(new Date(Date.now() + Number(grace) * 3_600_000).toISOString());
  return (
    <Dialog
      description={`A new key with the same name, kind and limits replaces ${key.hint}.`}
      onClose={onClose}
      open
      title={`Rotate “${key.name}”`}
    >
      <DialogBody>
        {rotate.isError && <Banner tone="danger">{explain(rotate.error)}</Banner>}
        <Select
          help={
            grace === '0'
              ? 'Anything that uses the old key fails until you give it the new one.'
              : `Both keys work until ${end}, so you have time to switch.`
          }
          label="The old key expires"
          onChange={setGrace}
          options={GRACES}
          value={grace}
        />
      </DialogBody>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          busy={rotate.isPending}
          kind={grace === '0' ? 'danger' : 'primary'}
          onClick={() => rotate.mutate({ id: key.id, grace: Number(grace) })}
        >
          Rotate key
        </Button>
      </DialogActions>
    </Dialog>
  );
}
