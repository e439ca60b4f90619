import { useEffect, useState } from 'react';
import { finishSignIn, onSignInNeeded } from '~/api/session-gate';
import { lazyOverlay } from '~/ui/lazy';

const SignInAgainDialog = lazyOverlay(() => import('./SignInAgainDialog'));

/** The session ended while somebody works: they sign in over what they see, and what waited goes on. */
export function SignInAgain() {
  const [isNeeded, setNeeded] = useState(false);
  useEffect(() => onSignInNeeded(setNeeded), []);
  return isNeeded && <SignInAgainDialog onClose={() => finishSignIn(false)} />;
}
