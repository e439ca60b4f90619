import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { api } from '~/api/client';
import { ApiError } from '~/api/error';
import { sessionQuery } from '~/api/queries';
import { toast } from '~/ui/toast';

/** Ends the session before the screen changes. If that fails, it returns to `from`, which is still shown. */
export async function signOut(queryClient: QueryClient, from: string): Promise<never> {
  try {
    await api.POST('/v1/admin/logout');
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
