import { explain } from '~/api/error';
import type { OperatorView } from '~/api/types';
import { Confirm } from '~/ui/Confirm';
import { settingsOf, useChange } from './useOperators';

interface DisableConfirmProps {
  of: OperatorView;
  onClose: () => void;
}

export function DisableConfirm({ of: operator, onClose }: DisableConfirmProps) {
  const disable = useChange(onClose, ({ email }) => `${email} is disabled.`);
  return (
    <Confirm
      action="Disable"
      busy={disable.isPending}
      danger
      onCancel={onClose}
      onConfirm={() =>
        disable.mutate({ of: operator, to: { ...settingsOf(operator), disabled: true } })
      }
      open
      title={`Disable ${operator.email}?`}
    >
      <p>
        {operator.status === 'invited'
          ? 'The invitation’s link stops working for good.'
          : 'Open sessions end at their next request, and service tokens that this person made are refused.'}{' '}
        You can enable them again at any time.
      </p>
      {disable.isError && (
        <p className="mt-2 text-danger-ink" role="alert">
          {explain(disable.error)}
        </p>
      )}
    </Confirm>
  );
}
