import type { KeyView } from '~/api/types';
import { KIND_NAMES, SCOPE_NAMES } from '~/tenant/keys/key-state';
import { CopyButton } from '~/ui/CopyButton';
import { cx } from '~/ui/cx';
import { day, minute } from '~/ui/dates';
import { IconButton } from '~/ui/IconButton';
import { Menu } from '~/ui/Menu';
import { MenuItem } from '~/ui/MenuItem';
import { Badge } from '~/ui/states';
import { ago } from '~/ui/time';

interface KeyRowProps {
  of: KeyView;
  now: number;
  /** Absent if the key is no longer valid, because then it has no actions. */
  onAsk?: (to: 'rotate' | 'revoke') => void;
}

export function KeyRow({ of: key, now, onAsk }: KeyRowProps) {
  return (
    <li className="flex items-start gap-2 border-line border-b py-3 pr-1.5 pl-3.5 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className={cx('min-w-0 break-words font-medium', !onAsk && 'text-muted')}>
            {key.name}
          </span>
          <Badge tone={key.kind === 'secret' ? 'warn' : 'plain'}>{KIND_NAMES[key.kind]}</Badge>
          {key.scopes.map((scope) => (
            <Badge key={scope} tone="plain">
              {SCOPE_NAMES[scope]}
            </Badge>
          ))}
        </p>
        <p className="mt-1 flex flex-wrap items-baseline gap-x-4 gap-y-0.5 text-muted text-sm">
          <span className="min-w-0 break-all font-mono">{key.key ?? key.hint}</span>
          {onAsk && <LastUse at={key.last_used_at} now={now} />}
          {key.per_minute && <span>{key.per_minute} per minute</span>}
          <span title={minute(key.created_at)}>Created {day(key.created_at)}</span>
          <End of={key} />
          {onAsk && key.kind === 'publishable' && !key.key && (
            <span>Only its hash is stored, because it was created before whole keys were kept</span>
          )}
        </p>
      </div>
      {onAsk && key.key && (
        <CopyButton
          aria-label={`Copy ${key.name}`}
          className="px-2.5"
          kind="quiet"
          text={key.key}
        />
      )}
      {onAsk && (
        <Menu trigger={<IconButton icon="more" label={`Actions for ${key.name}`} />}>
          <MenuItem icon="reload" onSelect={() => onAsk('rotate')}>
            Rotate…
          </MenuItem>
          <MenuItem danger icon="close" onSelect={() => onAsk('revoke')}>
            Revoke…
          </MenuItem>
        </Menu>
      )}
    </li>
  );
}

function LastUse({ at, now }: { at: string | null | undefined; now: number }) {
  if (!at) return <span>Never used</span>;
  return (
    <span className="text-ink" title={minute(at)}>
      Used {ago(at, now)}
    </span>
  );
}

const SOON_MS = 7 * 86_400_000;

function End({ of: { revoked_at, expires_at } }: { of: KeyView }) {
  if (revoked_at) return <span>Revoked {minute(revoked_at)}</span>;
  if (!expires_at) return null;
  const left = Date.parse(expires_at) - Date.now();
  if (left <= 0) return <span>Expired {minute(expires_at)}</span>;
  return (
    <span className={left < SOON_MS ? 'font-medium text-warn-ink' : undefined}>
      Works until {minute(expires_at)}
    </span>
  );
}
