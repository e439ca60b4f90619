import { useEffect, useState } from 'react';
import { finishSignIn, onSignInNeeded, type SignInReason } from '~/api/session-gate';
import { lazyOverlay } from '~/ui/lazy';

const SignInAgainDialog = lazyOverlay(() => import('./SignInAgainDialog'));

/** Lets somebody whose session ended while working sign in again over the page. Waiting requests then continue. */
export function SignInAgain() {
  const [reason, setReason] = useState<SignInReason | null>(null);
  useEffect(() => onSignInNeeded(setReason), []);
  return reason && <SignInAgainDialog onClose={() => finishSignIn(false)} reason={reason} />;
}
