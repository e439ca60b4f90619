import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { sessionQuery } from '~/api/queries';
import { finishSignIn } from '~/api/session-gate';
import { Button } from '~/ui/Button';
import { Dialog, DialogBody } from '~/ui/Dialog';
import { SignInForm } from './SignInForm';

export default function SignInAgainDialog() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const email = queryClient.getQueryData(sessionQuery.queryKey)?.email;
  const leave = async (): Promise<void> => {
    finishSignIn(false);
    await navigate({ to: '/sign-in' });
  };
  return (
    <Dialog
      description="Your session has ended. Nothing you edited is lost."
      open
      title="Sign in again"
    >
      <DialogBody>
        <SignInForm {...(email && { email })} onSignedIn={() => finishSignIn(true)} />
        <Button kind="quiet" onClick={leave}>
          Go to the sign-in page
        </Button>
      </DialogBody>
    </Dialog>
  );
}
