import { useState } from 'react';
import { explain } from '~/api/error';
import { capital, placeOf, type Secret, titleOf } from '~/tenant/secrets';
import { Button } from '~/ui/Button';
import { Confirm } from '~/ui/Confirm';
import { Badge } from '~/ui/states';
import { toast } from '~/ui/toast';
import { SecretDialog } from './SecretDialog';
import { useSecret } from './useSecret';

interface SecretRowProps {
  secret: Secret;
  title: string;
  note: string;
  isSet: boolean;
  isNeeded: boolean;
  /** The engines that send it. */
  users: string[];
}

/** A key or a header's value: whether it is set, and what can be done about it. */
export function SecretRow({ secret, title, note, isSet, isNeeded, users }: SecretRowProps) {
  const [asked, setAsked] = useState<'set' | 'remove' | null>(null);
  const close = (): void => setAsked(null);
  const noun = secret.header === null ? 'key' : 'value';
  const whose = secret.header === null ? placeOf(secret) : `${secret.header} at ${placeOf(secret)}`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t py-2 pr-2 pl-3.5 first:border-t-0">
      <span className="min-w-0 flex-1 basis-40">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="wrap-anywhere font-medium">{title}</span>
          <State isNeeded={isNeeded} isSet={isSet} />
        </span>
        <span className="block text-muted text-xs">{note}</span>
      </span>
      <span className="flex gap-2">
        <Button onClick={() => setAsked('set')}>
          <span>
            {isSet ? 'Replace…' : `Set ${noun}…`}
            <span className="sr-only"> for {whose}</span>
          </span>
        </Button>
        {isSet && (
          <Button kind="quiet" onClick={() => setAsked('remove')}>
            <span>
              Remove…<span className="sr-only"> for {whose}</span>
            </span>
          </Button>
        )}
      </span>
      {asked === 'set' && <SecretDialog isSet={isSet} onClose={close} secret={secret} />}
      <Removal
        isNeeded={isNeeded}
        isOpen={asked === 'remove'}
        onClose={close}
        secret={secret}
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
  secret: Secret;
  users: string[];
  isNeeded: boolean;
  isOpen: boolean;
  onClose: () => void;
}

function Removal({ secret, users, isNeeded, isOpen, onClose }: RemovalProps) {
  const remove = useSecret(secret);
  const noun = secret.header === null ? 'key' : 'value';
  const confirm = (): void =>
    remove.mutate(null, {
      onSuccess: () => toast(`${capital(titleOf(secret))} removed.`),
      onError: (error) => toast(`Not removed. ${explain(error)}`, { kind: 'error' }),
      onSettled: onClose,
    });
  return (
    <Confirm
      action={`Remove ${noun}`}
      busy={remove.isPending}
      danger
      onCancel={onClose}
      onConfirm={confirm}
      open={isOpen}
      title={`Remove the ${titleOf(secret)}?`}
    >
      {consequence(users, isNeeded)} The stored {noun} can’t be shown. To use it again, paste it
      again.
    </Confirm>
  );
}

function consequence(users: string[], isNeeded: boolean): string {
  if (users.length === 0) return 'No engine uses it.';
  const names = users.join(', ');
  return isNeeded ? `Without it, ${names} can’t answer.` : `${names} will answer without it.`;
}
