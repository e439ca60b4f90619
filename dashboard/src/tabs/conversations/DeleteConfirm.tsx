import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api } from '~/api/client';
import { explain } from '~/api/error';
import { Confirm } from '~/ui/Confirm';
import { toast } from '~/ui/toast';
import { type ListPage, threadQuery } from './queries';

interface DeleteConfirmProps {
  slug: string;
  id: string;
  onClose: () => void;
}

export default function DeleteConfirm({ slug, id, onClose }: DeleteConfirmProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const search = useSearch({ from: '/signed-in/tenants/$slug/conversations/$id' });
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/v1/admin/tenants/{slug}/conversations/{id}', { params: { path: { slug, id } } }),
    onSuccess: async () => {
      queryClient.setQueriesData<InfiniteData<ListPage>>(
        { queryKey: ['conversations', slug] },
        (list) => list && without(list, id),
      );
      await navigate({ to: '/tenants/$slug/conversations', params: { slug }, search });
      queryClient.removeQueries({ queryKey: threadQuery(slug, id).queryKey });
      void queryClient.invalidateQueries({ queryKey: ['tenants'] });
      toast('Conversation deleted.');
    },
  });
  return (
    <Confirm
      action="Delete conversation"
      busy={remove.isPending}
      danger
      onCancel={onClose}
      onConfirm={() => remove.mutate()}
      open
      title="Delete this conversation?"
    >
      <p>
        All its messages, replies and ratings are deleted, for the visitor too. This can’t be
        undone.
      </p>
      {remove.isError && (
        <p className="mt-2 text-danger-ink" role="alert">
          {explain(remove.error)}
        </p>
      )}
    </Confirm>
  );
}

const without = (list: InfiniteData<ListPage>, id: string): InfiniteData<ListPage> => ({
  ...list,
  pages: list.pages.map((page) => ({
    ...page,
    items: page.items.filter((item) => item.id !== id),
  })),
});
