import { useEffect, useState } from 'react';
import { finishSignIn, onSignInNeeded } from '~/api/session-gate';
import { lazyOverlay } from '~/ui/lazy';

const SignInAgainDialog = lazyOverlay(() => import('./SignInAgainDialog'));

/** Lets somebody whose session ended while working sign in again over the page. Waiting requests then continue. */
export function SignInAgain() {
  const [isNeeded, setNeeded] = useState(false);
  useEffect(() => onSignInNeeded(setNeeded), []);
  return isNeeded && <SignInAgainDialog onClose={() => finishSignIn(false)} />;
}
