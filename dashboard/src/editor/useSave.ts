import { useMutation } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { api, body } from '~/api/client';
import { ApiError, explain } from '~/api/error';
import type { Settings, TenantDocument } from '~/api/types';
import { useDraft } from '~/draft/context';
import { problemsOf } from '~/draft/problems';
import { problemOfSize } from '~/draft/size';
import { useShowElsewhere } from '~/tenant/useShowElsewhere';
import { toast } from '~/ui/toast';
import { type Saver, useSaver } from './saver';
import { useShowField, useShowProblem } from './useShowField';

interface Request {
  settings: Settings;
  revision: number;
  note: string;
}

export interface Saving {
  isPending: boolean;
  /** Resolves to true if everything is saved. */
  save: () => Promise<boolean>;
}

/** Saves the draft over the revision it started from. */
export function useSave(onConflict: (theirs: TenantDocument) => void): Saving {
  const draft = useDraft();
  const { slug } = useParams({ from: '/signed-in/tenants/$slug' });
  const showElsewhere = useShowElsewhere();
  const saverOf = useSaver();
  const showField = useShowField();
  const showProblem = useShowProblem();
  // Not the mutation's state, because a toast keeps the `save` of an earlier render and offers it later.
  const isSaving = useRef(false);
  const hideRefusal = useRef<() => void>(undefined);

  const put = useMutation({
    mutationFn: ({ settings, revision, note }: Request) => {
      const params = { path: { slug }, header: { 'If-Match': `"${revision}"` } };
      const input = { ...settings, ...(note && { note }) };
      return body(api.PUT('/v1/admin/tenants/{slug}', { params, body: input }));
    },
    onSuccess: (document, { settings }) => {
      draft.rebase(document, settings);
      showElsewhere(document);
    },
    onError: (error, { settings }) => {
      if (isConflict(error)) return;
      if (error instanceof ApiError && error.status === 422) {
        draft.refuse(problemsOf(error), settings);
        if (showProblem()) return;
      }
      hideRefusal.current = tellRefusal(error, () => void save());
    },
  });

  const save = async (): Promise<boolean> => {
    if (isSaving.current) return false;
    const refused = draft.addTyped();
    if (refused) {
      showField(refused);
      return false;
    }
    draft.reveal();
    const { base, settings, changes, problems, note } = draft.getState();
    if (changes.length === 0) return true;
    if (problems.size > 0 && showProblem()) return false;
    // The save bar shows it.
    if (problemOfSize(settings)) return false;
    isSaving.current = true;
    hideRefusal.current?.();
    const sent = { settings, revision: base.revision, note: note.trim() };
    const failure = await failureOf(put.mutateAsync(sent));
    isSaving.current = false;
    if (!isConflict(failure)) return failure === null;
    if (!draft.reconcile(failure.current)) {
      onConflict(failure.current);
      return false;
    }
    toast(bothKept(saverOf(failure.current)));
    return save();
  };
  return { isPending: put.isPending, save };
}

/** What was thrown, or null. */
const failureOf = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => null,
    (error: unknown) => error,
  );

const bothKept = ({ name, isMe }: Saver): string =>
  isMe
    ? 'You saved other changes in the meantime. All of them are kept.'
    : `${name} saved changes in the meantime. Theirs and yours are both kept.`;

/** Returns a function that removes the message. */
function tellRefusal(error: unknown, saveAgain: () => void): () => void {
  const kind = 'error';
  if (error instanceof ApiError && error.code === 'not_found') {
    const gone = 'Not saved. The tenant was deleted in the meantime.';
    return toast(`${gone} Copy what you still need before you leave.`, { kind });
  }
  const action = { label: 'Try again', onSelect: saveAgain };
  return toast(`Not saved. ${explain(error)}`, { kind, action });
}

const isConflict = (error: unknown): error is ApiError & { current: TenantDocument } =>
  error instanceof ApiError && error.status === 412 && error.current !== null;
