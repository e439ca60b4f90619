import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { ErrorState } from '~/api/ErrorState';
import { ApiError, explain } from '~/api/error';
import { sessionsQuery } from '~/api/queries';
import type { SessionItem } from '~/api/types';
import { Button } from '~/ui/Button';
import { Confirm } from '~/ui/Confirm';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner, SkeletonRows } from '~/ui/states';
import { toast } from '~/ui/toast';
import { useNow } from '~/ui/useNow';
import { browserName } from './browser-name';
import { SessionRow } from './SessionRow';
import { inOrder } from './sessions';

interface SessionsDialogProps {
  onClose: () => void;
  onSignOutEverywhere: () => void;
}

/** Where the operator is signed in, and the way to sign out there. */
export default function SessionsDialog({ onClose, onSignOutEverywhere }: SessionsDialogProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Dialog
      description="If you don’t recognise a browser, sign it out and change your password."
      onClose={onClose}
      open
      title="Where you are signed in"
    >
      <DialogBody>
        <Sessions />
      </DialogBody>
      <DialogActions>
        <Button onClick={onClose}>Done</Button>
        <Button onClick={() => setAsking(true)}>Sign out everywhere…</Button>
      </DialogActions>
      <Confirm
        action="Sign out everywhere"
        danger
        onCancel={() => setAsking(false)}
        onConfirm={onSignOutEverywhere}
        open={isAsking}
        title="Sign out everywhere?"
      >
        You will be signed out in every browser, this one included, and open previews lose their
        keys. Other browsers keep unsaved edits until you sign in there again.
      </Confirm>
    </Dialog>
  );
}

function Sessions() {
  const sessions = useQuery(sessionsQuery);
  const end = useEndSession();
  const now = useNow();
  if (sessions.isPending) return <SkeletonRows label="Loading your sessions" />;
  if (!sessions.data) {
    return (
      <ErrorState
        busy={sessions.isFetching}
        error={sessions.error}
        onRetry={() => sessions.refetch()}
        title="Your sessions could not be loaded"
      />
    );
  }
  const { items } = sessions.data;
  return (
    <>
      {end.isError && <Banner tone="danger">{explain(end.error)}</Banner>}
      <ul className="rounded-control border border-line">
        {inOrder(items).map((session) => (
          <SessionRow
            busy={end.isPending && end.variables.id === session.id}
            key={session.id}
            now={now}
            of={session}
            onEnd={() => end.mutate(session)}
          />
        ))}
      </ul>
      {items.every(({ is_current }) => is_current) && (
        <p className="text-muted">You are not signed in anywhere else.</p>
      )}
    </>
  );
}

function useEndSession() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }: SessionItem) => {
      try {
        await api.DELETE('/v1/admin/sessions/{id}', { params: { path: { id } } });
      } catch (error) {
        // It ended by itself, or somebody else was faster.
        if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
      }
    },
    onSuccess: async (_, { user_agent }) => {
      await queryClient.invalidateQueries(sessionsQuery);
      toast(`Signed out ${browserName(user_agent)}.`);
    },
  });
}
