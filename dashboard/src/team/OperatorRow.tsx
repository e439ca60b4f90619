import { ROLE_NAMES } from '~/api/roles';
import type { OperatorView } from '~/api/types';
import { reachText } from '~/people/reach';
import { cx } from '~/ui/cx';
import { minute } from '~/ui/dates';
import { IconButton } from '~/ui/IconButton';
import { Menu } from '~/ui/Menu';
import { MenuItem } from '~/ui/MenuItem';
import { Badge } from '~/ui/states';

export type Action = 'edit' | 'link' | 'enable' | 'disable' | 'remove';

interface OperatorRowProps {
  of: OperatorView;
  now: number;
  isMe: boolean;
  onAct: (to: Action) => void;
}

export function OperatorRow({ of: operator, now, isMe, onAct }: OperatorRowProps) {
  const { email, role, tenants, status } = operator;
  return (
    <li className="flex items-start gap-2 border-line border-b py-3 pr-1.5 pl-3.5 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span
            className={cx(
              'wrap-anywhere min-w-0 font-medium',
              status === 'disabled' && 'text-muted',
            )}
          >
            {email}
          </span>
          <Badge tone="plain">{ROLE_NAMES[role]}</Badge>
          {isMe && <Badge tone="good">You</Badge>}
          {status === 'disabled' && <Badge tone="danger">Disabled</Badge>}
          {status === 'invited' && <Badge>Invited</Badge>}
        </p>
        <p className="mt-1 flex flex-wrap items-baseline gap-x-4 gap-y-0.5 text-muted text-sm">
          <span className="wrap-anywhere" title={tenants?.join(', ')}>
            {reachText(tenants)}
          </span>
          <LinkState now={now} of={operator} />
        </p>
      </div>
      <Menu trigger={<IconButton icon="more" label={`Actions for ${email}`} />}>
        <MenuItem icon="note" onSelect={() => onAct('edit')}>
          Edit…
        </MenuItem>
        {!isMe && <OthersActions onAct={onAct} status={status} />}
      </Menu>
    </li>
  );
}

/** Whoever is signed in changes their own password under their account, and is shut out by another owner only. */
function OthersActions({
  status,
  onAct,
}: {
  status: OperatorView['status'];
  onAct: (to: Action) => void;
}) {
  return (
    <>
      {status !== 'disabled' && (
        <MenuItem icon="reload" onSelect={() => onAct('link')}>
          {status === 'invited' ? 'New invitation link' : 'New password link'}
        </MenuItem>
      )}
      {status === 'disabled' ? (
        <MenuItem icon="check" onSelect={() => onAct('enable')}>
          Enable
        </MenuItem>
      ) : (
        <MenuItem icon="close" onSelect={() => onAct('disable')}>
          Disable…
        </MenuItem>
      )}
      <MenuItem danger icon="trash" onSelect={() => onAct('remove')}>
        {status === 'invited' ? 'Withdraw invitation…' : 'Remove…'}
      </MenuItem>
    </>
  );
}

/** How long a link to choose a password works. Without a password, it is the only way in. */
function LinkState({
  of: { status, link_expires_at: end },
  now,
}: {
  of: OperatorView;
  now: number;
}) {
  if (end && Date.parse(end) > now) {
    const noun = status === 'invited' ? 'Link' : 'Password link';
    return (
      <span>
        {noun} works until {minute(end)}
      </span>
    );
  }
  if (status !== 'invited') return null;
  return <span className="font-medium text-warn-ink">The link has expired. Make a new one.</span>;
}
