import type { ReactNode } from 'react';
import { Button } from '~/ui/Button';
import { CopyButton } from '~/ui/CopyButton';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner } from '~/ui/states';

interface ShownOnceDialogProps {
  title: string;
  secret: string;
  copyLabel: string;
  /** What to do with it. */
  children: ReactNode;
  onClose: () => void;
}

/** The only time that a secret is shown, so neither Esc nor a click outside closes it. */
export function ShownOnceDialog(props: ShownOnceDialogProps) {
  const { title, secret, copyLabel, children, onClose } = props;
  return (
    <Dialog open title={title}>
      <DialogBody>
        <Banner tone="warn">
          Copy it now. You won’t see it again, because only its hash is stored.
        </Banner>
        <p className="select-all break-all rounded-control border border-line bg-sunken p-3 font-mono text-sm">
          {secret}
        </p>
        <div className="text-muted">{children}</div>
      </DialogBody>
      <DialogActions>
        <CopyButton className="mr-auto" kind="primary" label={copyLabel} text={secret} />
        <Button onClick={onClose}>I’ve copied it</Button>
      </DialogActions>
    </Dialog>
  );
}
