import { useState } from 'react';
import { explain } from '~/api/error';
import type { Provider } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { keyedProviders, labelOfProvider, needsKey } from '~/tenant/providers';
import { Button } from '~/ui/Button';
import { Confirm } from '~/ui/Confirm';
import { Badge } from '~/ui/states';
import { toast } from '~/ui/toast';
import { ProviderKeyDialog } from './ProviderKeyDialog';
import { useProviderKey } from './useProviderKey';

export function ProviderKeyList() {
  const engines = useDraftState(({ settings }) => settings.engines);
  const keys = useDraftState(({ base }) => base.provider_keys);
  const providers = keyedProviders(engines, keys);
  if (providers.length === 0) {
    return (
      <p className="text-muted @lg:col-span-2">
        None needed: no engine uses a provider that takes a key.
      </p>
    );
  }
  return (
    <ul className="rounded-card border border-line @lg:col-span-2">
      {providers.map((provider) => (
        <Row isSet={keys[provider] ?? false} key={provider} provider={provider} />
      ))}
    </ul>
  );
}

function Row({ provider, isSet }: { provider: Provider; isSet: boolean }) {
  const engines = useDraftState(({ settings }) => settings.engines);
  const users = engines.filter((engine) => engine.provider === provider).map(({ name }) => name);
  const [asked, setAsked] = useState<'set' | 'remove' | null>(null);
  const label = labelOfProvider(provider);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t py-2 pr-2 pl-3.5 first:border-t-0">
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{label}</span>
          <State isNeeded={needsKey(provider) && users.length > 0} isSet={isSet} />
        </span>
        <span className="block truncate text-muted text-xs">
          {users.length > 0 ? `Used by ${users.join(', ')}` : 'No engine uses it'}
        </span>
      </span>
      <span className="flex gap-2">
        <Button onClick={() => setAsked('set')}>
          <span>
            {isSet ? 'Replace…' : 'Set key…'}
            <span className="sr-only"> for {label}</span>
          </span>
        </Button>
        {isSet && (
          <Button kind="quiet" onClick={() => setAsked('remove')}>
            <span>
              Remove…<span className="sr-only"> for {label}</span>
            </span>
          </Button>
        )}
      </span>
      {asked === 'set' && (
        <ProviderKeyDialog isSet={isSet} onClose={() => setAsked(null)} provider={provider} />
      )}
      <Removal
        isOpen={asked === 'remove'}
        onClose={() => setAsked(null)}
        provider={provider}
        users={users}
      />
    </li>
  );
}

function State({ isSet, isNeeded }: { isSet: boolean; isNeeded: boolean }) {
  if (isSet) return <Badge tone="good">Set</Badge>;
  return <Badge tone={isNeeded ? 'warn' : 'plain'}>Not set</Badge>;
}

interface RemovalProps {
  provider: Provider;
  users: string[];
  isOpen: boolean;
  onClose: () => void;
}

function Removal({ provider, users, isOpen, onClose }: RemovalProps) {
  const remove = useProviderKey(provider);
  const label = labelOfProvider(provider);
  const confirm = (): void =>
    remove.mutate(null, {
      onSuccess: () => toast(`Key for ${label} removed.`),
      onError: (error) => toast(`Not removed. ${explain(error)}`, { kind: 'error' }),
      onSettled: onClose,
    });
  return (
    <Confirm
      action="Remove key"
      busy={remove.isPending}
      danger
      onCancel={onClose}
      onConfirm={confirm}
      open={isOpen}
      title={`Remove the key for ${label}?`}
    >
      {users.length > 0 ? `Without it, ${users.join(', ')} can’t answer. ` : 'No engine uses it. '}
      The stored key can’t be shown. To use it again, paste it again.
    </Confirm>
  );
}
