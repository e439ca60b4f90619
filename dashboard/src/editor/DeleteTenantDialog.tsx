import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api, body } from '~/api/client';
import { explain } from '~/api/error';
import { VERSIONS } from '~/api/queries';
import type { TenantSummary } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';
import { purgingQuery } from '~/tenant/purging';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner } from '~/ui/states';
import { TextField } from '~/ui/TextField';
import { toast } from '~/ui/toast';

type List = InfiniteData<{ items: TenantSummary[] }>;

function useDeletion() {
  const draft = useDraft();
  const { slug } = draft.getState().base;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => body(api.DELETE('/v1/admin/tenants/{slug}', { params: { path: { slug } } })),
    onSuccess: async ({ status }) => {
      queryClient.setQueriesData<List>({ queryKey: ['tenants'] }, (list) => without(list, slug));
      if (status === 'purged') toast(`${slug} is deleted. Its slug stays taken.`);
      else void queryClient.invalidateQueries(purgingQuery);
      // The edits have nowhere to be saved, so don't ask about them.
      draft.discard();
      await navigate({ to: '/' });
      for (const key of ['tenant', 'keys', 'preview-key', 'conversations', VERSIONS]) {
        queryClient.removeQueries({ queryKey: [key, slug] });
      }
      void queryClient.invalidateQueries({ queryKey: ['tenants'] });
    },
  });
}

function without(list: List | undefined, gone: string): List | undefined {
  if (!list) return undefined;
  const pages = list.pages.map((page) => ({
    ...page,
    items: page.items.filter(({ slug }) => slug !== gone),
  }));
  return { ...list, pages };
}

export default function DeleteTenantDialog({ onClose }: { onClose: () => void }) {
  const base = useDraftState((state) => state.base);
  const [typed, setTyped] = useState('');
  const deletion = useDeletion();
  const isConfirmed = typed.trim() === base.slug;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isConfirmed && !deletion.isPending) deletion.mutate();
  };
  return (
    <Dialog
      onClose={deletion.isPending ? undefined : onClose}
      open
      title={`Delete ${base.name || base.slug}?`}
    >
      <form className="contents" noValidate onSubmit={submit}>
        <DialogBody>
          {deletion.isError && (
            <Banner tone="danger">Not deleted. {explain(deletion.error)}</Banner>
          )}
          <ul className="flex list-disc flex-col gap-1 pl-4.5 text-muted">
            <li>The chat disappears from the customer’s pages at once.</li>
            <li>Its settings, its keys and all its conversations are permanently deleted.</li>
            <li>The slug can’t be used again.</li>
          </ul>
          <TextField
            disabled={deletion.isPending}
            label={`To confirm, type ${base.slug}`}
            mono
            onChange={(event) => setTyped(event.target.value)}
            spellCheck={false}
            value={typed}
          />
        </DialogBody>
        <DialogActions>
          <Button disabled={deletion.isPending} onClick={onClose}>
            Cancel
          </Button>
          <Button busy={deletion.isPending} disabled={!isConfirmed} kind="danger" type="submit">
            Delete permanently
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
