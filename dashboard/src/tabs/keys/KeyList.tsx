import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import { keysQuery } from '~/api/queries';
import type { KeyView, NewKey } from '~/api/types';
import { isLive } from '~/tenant/keys/key-state';
import { ShownKeyDialog } from '~/tenant/keys/ShownKeyDialog';
import { Button } from '~/ui/Button';
import { lazyOverlay } from '~/ui/lazy';
import { EmptyState, SkeletonRows } from '~/ui/states';
import { useNow } from '~/ui/useNow';
import { KeyRow } from './KeyRow';
import { RevokeConfirm } from './RevokeConfirm';
import { RotateDialog } from './RotateDialog';

const NewKeyDialog = lazyOverlay(() => import('~/tenant/keys/NewKeyDialog'));

type Asked =
  | { to: 'make' }
  | { to: 'rotate' | 'revoke'; key: KeyView }
  | { to: 'show'; key: NewKey };

export function KeyList({ slug }: { slug: string }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const show = (key: NewKey): void => setAsked({ to: 'show', key });
  return (
    <div className="@lg:col-span-2">
      <Keys onAsk={setAsked} slug={slug} />
      {asked?.to === 'make' && <NewKeyDialog onClose={close} onMade={show} slug={slug} />}
      {asked?.to === 'rotate' && (
        <RotateDialog of={asked.key} onClose={close} onMade={show} slug={slug} />
      )}
      {asked?.to === 'revoke' && <RevokeConfirm of={asked.key} onClose={close} slug={slug} />}
      {asked?.to === 'show' && <ShownKeyDialog made={asked.key} onClose={close} slug={slug} />}
    </div>
  );
}

function Keys({ slug, onAsk }: { slug: string; onAsk: (asked: Asked) => void }) {
  const keys = useQuery(keysQuery(slug));
  const now = useNow();
  if (keys.isPending) return <SkeletonRows label="Loading the keys" />;
  if (!keys.data) {
    return (
      <ErrorState
        busy={keys.isFetching}
        error={keys.error}
        onRetry={() => keys.refetch()}
        title="The keys could not be loaded"
      />
    );
  }
  const live = keys.data.items.filter((key) => isLive(key, now));
  const ended = keys.data.items.filter((key) => !isLive(key, now));
  const make = (
    <Button
      kind={live.length === 0 ? 'primary' : 'secondary'}
      onClick={() => onAsk({ to: 'make' })}
    >
      Create a key
    </Button>
  );
  return (
    <>
      {live.length === 0 ? (
        <div className="rounded-control border border-line">
          <EmptyState
            action={make}
            title={ended.length > 0 ? 'All keys are revoked or expired' : 'No keys yet'}
          >
            A page or a server needs a key to use this chat.
          </EmptyState>
        </div>
      ) : (
        <>
          <ul className="mb-3 rounded-control border border-line">
            {live.map((key) => (
              <KeyRow key={key.id} now={now} of={key} onAsk={(to) => onAsk({ to, key })} />
            ))}
          </ul>
          {make}
        </>
      )}
      {ended.length > 0 && <Ended keys={ended} now={now} />}
    </>
  );
}

function Ended({ keys, now }: { keys: KeyView[]; now: number }) {
  return (
    <details className="mt-4">
      <summary className="w-fit rounded-md py-1.5 text-muted hover:text-ink">
        {keys.length} revoked or expired
      </summary>
      <ul className="mt-2 rounded-control border border-line">
        {keys.map((key) => (
          <KeyRow key={key.id} now={now} of={key} />
        ))}
      </ul>
    </details>
  );
}
