import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { api } from '~/api/client';
import { ApiError } from '~/api/error';
import { sessionQuery } from '~/api/queries';
import { toast } from '~/ui/toast';

/** What somebody asked for who signs out. */
export interface SignOut {
  /** Where they were. They stay there if it fails. */
  from: string;
  isEverywhere: boolean;
}

/** Ends the session, or all of the operator's, before the screen changes. If that fails, it returns to `from`, which is still shown. */
export async function signOut(
  queryClient: QueryClient,
  { from, isEverywhere }: SignOut,
): Promise<never> {
  try {
    if (isEverywhere) await api.DELETE('/v1/admin/sessions');
    else await api.POST('/v1/admin/logout');
  } catch (error) {
    const isOver = error instanceof ApiError && error.status === 401;
    if (!isOver) {
      toast('You are still signed in. Try again.', { kind: 'error' });
      throw redirect({ href: from, replace: true });
    }
  }
  queryClient.removeQueries(sessionQuery);
  throw redirect({ to: '/sign-in', replace: true });
}
