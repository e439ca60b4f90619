import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { EntryPage } from './EntryPage';
import { SignInForm } from './SignInForm';

const NOTE =
  'The local server printed the first operator’s password when it started. In a deployment, the stack’s outputs say where to find it.';

export function SignInPage() {
  const { to } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const queryClient = useQueryClient();
  // Cached data belongs to the operator who read it.
  useEffect(() => queryClient.clear(), [queryClient]);
  return (
    <EntryPage note={NOTE} title="Sign in">
      <SignInForm onSignedIn={() => router.history.replace(to ?? '/')} />
    </EntryPage>
  );
}
