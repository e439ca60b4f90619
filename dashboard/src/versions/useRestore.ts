import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, body } from '~/api/client';
import { ApiError } from '~/api/error';
import { tenantQuery } from '~/api/queries';
import { useDraft } from '~/draft/context';
import { isUnsaved } from '~/draft/draft';
import { useShowElsewhere } from '~/tenant/useShowElsewhere';
import { toast } from '~/ui/toast';
import { versionsQuery } from './queries';

interface Restore {
  revision: number;
  /** The newest revision that was shown, over which it is saved. */
  over: number;
}

export const isOvertaken = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 412;

/** Restores a version. The editor then shows the new revision, without the edits that were unsaved. */
export function useRestore(slug: string, onDone: () => void) {
  const draft = useDraft();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const showElsewhere = useShowElsewhere();
  return useMutation({
    mutationFn: ({ revision, over }: Restore) => {
      const params = { path: { slug, revision }, header: { 'If-Match': `"${over}"` } };
      const path = '/v1/admin/tenants/{slug}/versions/{revision}/restore';
      return body(api.POST(path, { params }));
    },
    onSuccess: (document, { revision }) => {
      if (isUnsaved(draft.getState())) draft.discard();
      draft.adopt(document);
      showElsewhere(document);
      onDone();
      void navigate({
        to: '/tenants/$slug/versions',
        params: { slug },
        search: { revision: document.revision },
        replace: true,
      });
      toast(`Restored revision ${revision} as revision ${document.revision}.`);
    },
    onError: (error) => {
      if (!isOvertaken(error)) return;
      void queryClient.invalidateQueries(versionsQuery(slug));
      void queryClient.invalidateQueries(tenantQuery(slug));
    },
  });
}
