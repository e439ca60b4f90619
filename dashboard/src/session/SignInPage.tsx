import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Mark } from '~/ui/Mark';
import { SignInForm } from './SignInForm';

export function SignInPage() {
  const { to } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const queryClient = useQueryClient();
  // Cached data belongs to the operator who read it.
  useEffect(() => queryClient.clear(), [queryClient]);
  return (
    <main className="h-full overflow-y-auto bg-sunken">
      <title>Sign in · BubbleChat</title>
      <div className="mx-auto flex min-h-full w-[min(380px,100%-32px)] flex-col justify-center py-12">
        <div className="mb-6 flex items-center gap-2 font-semibold text-md">
          <Mark />
          BubbleChat
        </div>
        <div className="rounded-card border border-line bg-surface p-6">
          <h1 className="mb-5 font-semibold text-lg">Sign in</h1>
          <SignInForm onSignedIn={() => router.history.replace(to ?? '/')} />
        </div>
        <p className="mt-4 text-muted text-xs">
          The local server printed the first operator’s password when it started. In a deployment,
          the stack’s outputs say where to find it.
        </p>
      </div>
    </main>
  );
}
