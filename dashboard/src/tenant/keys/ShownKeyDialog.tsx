import { Link } from '@tanstack/react-router';
import type { NewKey } from '~/api/types';
import { Button } from '~/ui/Button';
import { CopyButton } from '~/ui/CopyButton';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner } from '~/ui/states';

interface ShownKeyDialogProps {
  slug: string;
  made: NewKey;
  onClose: () => void;
}

/** The only time that a secret key is shown, so neither Esc nor a click outside closes the dialog. A publishable one is shown at any time. */
export function ShownKeyDialog({ slug, made, onClose }: ShownKeyDialogProps) {
  const isPublishable = made.kind === 'publishable';
  return (
    <Dialog onClose={isPublishable ? onClose : undefined} open title={`The key “${made.name}”`}>
      <DialogBody>
        {!isPublishable && (
          <Banner tone="warn">
            Copy it now. You won’t see it again, because only its hash is stored.
          </Banner>
        )}
        <p className="select-all break-all rounded-control border border-line bg-sunken p-3 font-mono text-sm">
          {made.key}
        </p>
        <p className="text-muted">
          {isPublishable
            ? 'Put it in your page: Embed has it in the snippet. It stays in the list of keys.'
            : 'Store it where your servers keep their secrets. Never put it in a page, an app or a repository.'}
        </p>
      </DialogBody>
      <DialogActions>
        <CopyButton className="mr-auto" kind="primary" label="Copy key" text={made.key} />
        {isPublishable && (
          <Link
            className="rounded-md px-2 py-2 font-medium text-accent-ink hover:underline hover:underline-offset-3"
            onClick={onClose}
            params={{ slug }}
            to="/tenants/$slug/embed"
          >
            Open Embed
          </Link>
        )}
        <Button onClick={onClose}>{isPublishable ? 'Done' : 'I’ve copied it'}</Button>
      </DialogActions>
    </Dialog>
  );
}
