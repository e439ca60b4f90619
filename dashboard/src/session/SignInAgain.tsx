import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { sessionQuery } from '~/api/queries';
import { finishSignIn, onSignInNeeded } from '~/api/session-gate';
import { Button } from '~/ui/Button';
import { Dialog, DialogBody } from '~/ui/Dialog';
import { lazyOverlay } from '~/ui/lazy';

const SignInForm = lazyOverlay(async () => ({
  default: (await import('./SignInForm')).SignInForm,
}));

/** The session ended while somebody worked: they sign in over what they see, and what waited goes on. */
export function SignInAgain() {
  const [isNeeded, setNeeded] = useState(false);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => onSignInNeeded(setNeeded), []);
  const email = queryClient.getQueryData(sessionQuery.queryKey)?.email;
  const leave = async (): Promise<void> => {
    finishSignIn(false);
    await navigate({ to: '/sign-in' });
  };
  return (
    <Dialog
      description="Your session has ended. Nothing you edited is lost."
      open={isNeeded}
      title="Sign in again"
    >
      <DialogBody>
        <SignInForm {...(email && { email })} onSignedIn={() => finishSignIn(true)} />
        <Button kind="quiet" onClick={leave}>
          Leave for the sign-in page
        </Button>
      </DialogBody>
    </Dialog>
  );
}
