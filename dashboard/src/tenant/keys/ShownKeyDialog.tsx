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

/** The one time that a key is shown. Neither Esc nor a press outside closes it by accident. */
export function ShownKeyDialog({ slug, made, onClose }: ShownKeyDialogProps) {
  const isPublishable = made.kind === 'publishable';
  return (
    <Dialog open title={`The key “${made.name}”`}>
      <DialogBody>
        <Banner tone="warn">Copy it now: you will not see it again. Only its hash is kept.</Banner>
        <p className="select-all break-all rounded-control border border-line bg-sunken p-3 font-mono text-sm">
          {made.key}
        </p>
        <p className="text-muted">
          {isPublishable
            ? 'It goes into the page. Until this window is closed or reloaded, Embed fills it into the snippet.'
            : 'Keep it where your servers keep their secrets. Never put it into a page, an app or a repository.'}
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
        <Button onClick={onClose}>I have it</Button>
      </DialogActions>
    </Dialog>
  );
}
