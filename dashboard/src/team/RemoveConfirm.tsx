import { explain } from '~/api/error';
import type { OperatorView } from '~/api/types';
import { Confirm } from '~/ui/Confirm';
import { useRemove } from './useOperators';

interface RemoveConfirmProps {
  of: OperatorView;
  onClose: () => void;
}

export function RemoveConfirm({ of: operator, onClose }: RemoveConfirmProps) {
  const remove = useRemove(onClose);
  const isInvitation = operator.status === 'invited';
  return (
    <Confirm
      action={isInvitation ? 'Withdraw invitation' : 'Remove'}
      busy={remove.isPending}
      danger
      onCancel={onClose}
      onConfirm={() => remove.mutate(operator)}
      open
      title={
        isInvitation ? `Withdraw the invitation of ${operator.email}?` : `Remove ${operator.email}?`
      }
    >
      {isInvitation ? (
        <p>The link stops working. You can invite the same address again.</p>
      ) : (
        <p>
          Open sessions end at their next request, and service tokens that this person made stop
          working for good. What they changed stays. To shut them out for a while, disable them
          instead.
        </p>
      )}
      {remove.isError && (
        <p className="mt-2 text-danger-ink" role="alert">
          {explain(remove.error)}
        </p>
      )}
    </Confirm>
  );
}
