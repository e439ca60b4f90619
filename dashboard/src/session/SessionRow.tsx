import type { SessionItem } from '~/api/types';
import { Button } from '~/ui/Button';
import { minute, since } from '~/ui/dates';
import { Badge } from '~/ui/states';
import { ago } from '~/ui/time';
import { browserName } from './browser-name';

interface SessionRowProps {
  of: SessionItem;
  now: number;
  busy: boolean;
  onEnd: () => void;
}

export function SessionRow({ of: session, now, busy, onEnd }: SessionRowProps) {
  const { is_current, created_at, seen_at, address, user_agent } = session;
  const name = browserName(user_agent);
  return (
    <li className="flex items-center gap-2 border-line border-b py-3 pr-2 pl-3.5 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 break-words font-medium" title={user_agent}>
            {name}
          </span>
          {is_current && <Badge tone="good">This browser</Badge>}
        </p>
        <p className="mt-1 flex flex-wrap items-baseline gap-x-4 gap-y-0.5 text-muted text-sm">
          <span className="min-w-0 break-all">
            {address === 'unknown' ? 'Unknown address' : address}
          </span>
          <span title={minute(created_at)}>Since {since(created_at, now)}</span>
          {!is_current && <span title={minute(seen_at)}>Last used {ago(seen_at, now)}</span>}
        </p>
      </div>
      {!is_current && (
        <Button aria-label={`Sign out ${name}`} busy={busy} onClick={onEnd}>
          Sign out
        </Button>
      )}
    </li>
  );
}
