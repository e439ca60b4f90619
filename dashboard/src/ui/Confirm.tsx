import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactNode } from 'react';
import { Button } from './Button';

interface ConfirmProps {
  open: boolean;
  title: string;
  children: ReactNode;
  /** The action, as a verb phrase: "Delete the key". */
  action: string;
  cancel?: string;
  danger?: boolean;
  busy?: boolean;
  /** A third option. */
  alternative?: { label: string; onSelect: () => void };
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before an action that cannot be undone. The focus starts on the harmless option. */
export function Confirm(props: ConfirmProps) {
  const { open, title, children, action, cancel = 'Cancel', danger, busy, alternative } = props;
  return (
    <AlertDialog.Root onOpenChange={(next) => !next && props.onCancel()} open={open}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop
          forceRender
          className="fixed inset-0 z-40 bg-scrim transition-opacity duration-140 data-ending-style:opacity-0 data-starting-style:opacity-0"
        />
        <AlertDialog.Popup
          data-modal
          className="popup-motion fixed top-[max(24px,18dvh)] left-1/2 z-40 w-[min(440px,calc(100vw-32px))] -translate-x-1/2 rounded-card bg-raised p-5 shadow-popup outline-none"
        >
          <AlertDialog.Title className="font-semibold text-md">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-muted" render={<div />}>
            {children}
          </AlertDialog.Description>
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <Button onClick={props.onCancel}>{cancel}</Button>
            {alternative && <Button onClick={alternative.onSelect}>{alternative.label}</Button>}
            <Button
              busy={busy ?? false}
              kind={danger ? 'danger' : 'primary'}
              onClick={props.onConfirm}
            >
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
