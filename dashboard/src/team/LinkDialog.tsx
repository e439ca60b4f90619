import type { OperatorWithLink } from '~/api/types';
import { ShownOnceDialog } from '~/people/ShownOnceDialog';
import { minute } from '~/ui/dates';

interface LinkDialogProps {
  of: OperatorWithLink;
  onClose: () => void;
}

export function LinkDialog({
  of: { email, status, link, link_expires_at: end },
  onClose,
}: LinkDialogProps) {
  const isInvitation = status === 'invited';
  return (
    <ShownOnceDialog
      copyLabel="Copy link"
      onClose={onClose}
      secret={link}
      title={isInvitation ? `The invitation of ${email}` : `A new password for ${email}`}
    >
      <p>
        Send this link to {email} yourself, because no mail is sent from here. It is for choosing a
        password, and works once{end && `, until ${minute(end)}`}. Earlier links no longer work.
      </p>
      {!isInvitation && (
        <p className="mt-2">The present password works until another one is chosen.</p>
      )}
    </ShownOnceDialog>
  );
}
