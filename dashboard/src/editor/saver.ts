import { useQueryClient } from '@tanstack/react-query';
import { sessionQuery } from '~/api/queries';
import type { TenantDocument } from '~/api/types';

export interface Saver {
  /** The beginning of a sentence: an e-mail address, or "You". */
  name: string;
  isMe: boolean;
}

/** Tells who saved a document last. Your own save comes from another window. */
export function useSaver(): (document: TenantDocument) => Saver {
  const queryClient = useQueryClient();
  return ({ updated_by }) => {
    const isMe =
      updated_by !== null && updated_by === queryClient.getQueryData(sessionQuery.queryKey)?.email;
    return { name: isMe ? 'You' : (updated_by ?? 'Somebody else'), isMe };
  };
}
