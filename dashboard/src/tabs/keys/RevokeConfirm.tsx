import { explain } from '~/api/error';
import type { KeyView } from '~/api/types';
import { useRevokeKey } from '~/tenant/keys/useKeys';
import { Confirm } from '~/ui/Confirm';
import { ago } from '~/ui/time';

interface RevokeConfirmProps {
  slug: string;
  of: KeyView;
  onClose: () => void;
}

const BREAKS = {
  publishable:
    'Pages with this key lose the chat: the next message is refused, and the launcher disappears within a minute.',
  secret: 'The next request of any server or script with this key is refused.',
};

export function RevokeConfirm({ slug, of: key, onClose }: RevokeConfirmProps) {
  const revoke = useRevokeKey(slug, onClose);
  const { last_used_at: used } = key;
  return (
    <Confirm
      action="Revoke key"
      busy={revoke.isPending}
      danger
      onCancel={onClose}
      onConfirm={() => revoke.mutate(key)}
      open
      title={`Revoke “${key.name}”?`}
    >
      <p>
        {BREAKS[key.kind]} {used ? `It was last used ${ago(used)}.` : 'It was never used.'}
      </p>
      <p className="mt-2">This can’t be undone. To replace the key without a gap, rotate it.</p>
      {revoke.isError && (
        <p className="mt-2 text-danger-ink" role="alert">
          {explain(revoke.error)}
        </p>
      )}
    </Confirm>
  );
}
