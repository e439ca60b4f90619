import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { PREVIEW_KEYS, sessionQuery } from '~/api/queries';
import { finishSignIn, type SignInReason } from '~/api/session-gate';
import { Button } from '~/ui/Button';
import { Dialog, DialogBody } from '~/ui/Dialog';
import { SignInForm } from './SignInForm';

const REASONS: Record<SignInReason, string> = {
  expired: 'Your session has ended.',
  ended:
    'You were signed out in another browser, your password was changed, or an owner disabled or removed your account.',
};

export default function SignInAgainDialog({ reason }: { reason: SignInReason }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const email = queryClient.getQueryData(sessionQuery.queryKey)?.email;
  const goOn = (): void => {
    finishSignIn(true);
    // A preview's key ends with the session that it was made in, unless that only expired.
    if (reason === 'ended') void queryClient.invalidateQueries({ queryKey: [PREVIEW_KEYS] });
  };
  const leave = async (): Promise<void> => {
    finishSignIn(false);
    await navigate({ to: '/sign-in' });
  };
  return (
    <Dialog
      description={`${REASONS[reason]} Nothing you edited is lost.`}
      open
      title="Sign in again"
    >
      <DialogBody>
        <SignInForm {...(email && { email })} onSignedIn={goOn} />
        <Button kind="quiet" onClick={leave}>
          Go to the sign-in page
        </Button>
      </DialogBody>
    </Dialog>
  );
}
