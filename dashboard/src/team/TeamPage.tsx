import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import { operatorsQuery, sessionQuery } from '~/api/queries';
import type { OperatorView, OperatorWithLink } from '~/api/types';
import { useMay } from '~/api/useMay';
import { Page } from '~/people/Page';
import { Button } from '~/ui/Button';
import { PanelRegion } from '~/ui/panels';
import { EmptyState, SkeletonRows } from '~/ui/states';
import { useNow } from '~/ui/useNow';
import { DisableConfirm } from './DisableConfirm';
import { LinkDialog } from './LinkDialog';
import { OperatorDialog } from './OperatorDialog';
import { type Action, OperatorRow } from './OperatorRow';
import { RemoveConfirm } from './RemoveConfirm';
import { settingsOf, useChange, useNewLink } from './useOperators';

type Asked =
  | { to: 'invite' }
  | { to: 'edit' | 'disable' | 'remove'; operator: OperatorView }
  | { to: 'show'; operator: OperatorWithLink };

/** Who may sign in, and what they may do. For owners. */
export function TeamPage() {
  const mayManage = useMay('list_operators');
  if (!mayManage) {
    return (
      <PanelRegion className="flex-1" label="Team" name="editor">
        <title>Team · BubbleChat</title>
        <EmptyState isPage title="Your role doesn’t include this page">
          Owners of all tenants manage the team.
        </EmptyState>
      </PanelRegion>
    );
  }
  return <Team />;
}

function Team() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const show = (operator: OperatorWithLink): void => setAsked({ to: 'show', operator });
  const newLink = useNewLink(show);
  const enable = useChange(close, ({ email }) => `${email} can sign in again.`);
  const act = (to: Action, operator: OperatorView): void => {
    if (to === 'link') newLink.mutate(operator);
    else if (to === 'enable')
      enable.mutate({ of: operator, to: { ...settingsOf(operator), disabled: false } });
    else setAsked({ to, operator });
  };
  return (
    <Page
      action={
        <Button kind="primary" onClick={() => setAsked({ to: 'invite' })}>
          Invite…
        </Button>
      }
      help="Who may sign in here, and what they may do."
      title="Team"
    >
      <Operators onAct={act} />
      {asked?.to === 'invite' && <OperatorDialog onClose={close} onInvited={show} />}
      {asked?.to === 'edit' && (
        <OperatorDialog of={asked.operator} onClose={close} onInvited={show} />
      )}
      {asked?.to === 'disable' && <DisableConfirm of={asked.operator} onClose={close} />}
      {asked?.to === 'remove' && <RemoveConfirm of={asked.operator} onClose={close} />}
      {asked?.to === 'show' && <LinkDialog of={asked.operator} onClose={close} />}
    </Page>
  );
}

function Operators({ onAct }: { onAct: (to: Action, operator: OperatorView) => void }) {
  const operators = useQuery(operatorsQuery);
  const { data: me } = useQuery(sessionQuery);
  const now = useNow();
  if (operators.isPending) return <SkeletonRows label="Loading the team" />;
  if (!operators.data) {
    return (
      <ErrorState
        busy={operators.isFetching}
        error={operators.error}
        onRetry={() => operators.refetch()}
        title="The team could not be loaded"
      />
    );
  }
  const { items } = operators.data;
  return (
    <>
      <ul className="rounded-control border border-line">
        {items.map((operator) => (
          <OperatorRow
            isMe={operator.id === me?.id}
            key={operator.id}
            now={now}
            of={operator}
            onAct={(to) => onAct(to, operator)}
          />
        ))}
      </ul>
      {items.length === 1 && (
        <p className="mt-3 text-muted">
          Nobody else can sign in. Invite colleagues, or a customer who sees only their own tenant.
        </p>
      )}
    </>
  );
}
