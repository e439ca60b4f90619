import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode, type RefObject, useRef } from 'react';
import { cx } from './cx';
import { isTouch, isUsable } from './focus';
import { IconButton } from './IconButton';

interface DialogProps {
  open: boolean;
  /** Called on Esc and the close button. Without it, only the dialog's own buttons close it. */
  onClose?: (() => void) | undefined;
  /** Clicking outside closes it too. For dialogs without carefully typed input. */
  lightDismiss?: boolean;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  wide?: boolean;
  initialFocus?: RefObject<HTMLElement | null>;
}

const POPUP =
  'popup-motion fixed top-[max(24px,12dvh)] left-1/2 z-40 flex max-h-[min(80dvh,calc(100dvh-48px))] -translate-x-1/2 flex-col rounded-card bg-raised shadow-popup outline-none max-sm:inset-x-0 max-sm:top-auto max-sm:bottom-0 max-sm:max-h-[92dvh] max-sm:w-full max-sm:translate-x-0 max-sm:rounded-b-none max-sm:pb-[env(safe-area-inset-bottom)]';

const FIELD = 'input, textarea, select, [role="combobox"], [role="radio"]';

function isFirst(field: HTMLElement): boolean {
  const isOther = field.matches('[readonly], [aria-checked="false"], [type="radio"]:not(:checked)');
  return field.tabIndex >= 0 && isUsable(field) && !isOther;
}

/** The first field; or else the first action, which is the harmless one; or else the dialog itself, which announces its title. */
function firstStop(popup: HTMLElement | null): HTMLElement | null {
  if (!popup || isTouch()) return popup;
  const field = [...popup.querySelectorAll<HTMLElement>(FIELD)].find(isFirst);
  return field ?? popup.querySelector<HTMLElement>('footer button') ?? popup;
}

export function Dialog(props: DialogProps) {
  const {
    open,
    onClose,
    lightDismiss = false,
    title,
    description,
    children,
    wide,
    initialFocus,
  } = props;
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      disablePointerDismissal={!lightDismiss}
      onOpenChange={(next) => !next && onClose?.()}
      open={open}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-140 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          data-modal
          className={cx(
            POPUP,
            wide ? 'w-[min(760px,calc(100vw-32px))]' : 'w-[min(440px,calc(100vw-32px))]',
          )}
          initialFocus={initialFocus ?? (() => firstStop(popup.current))}
          ref={popup}
        >
          <header className="flex items-start gap-4 px-5 pt-4.5 pb-1">
            <div className="min-w-0 flex-1">
              <Base.Title className="font-semibold text-md">{title}</Base.Title>
              {description && (
                <Base.Description className="mt-1 text-muted" render={<div />}>
                  {description}
                </Base.Description>
              )}
            </div>
            {onClose && (
              <IconButton className="-mt-1 -mr-2" icon="close" label="Close" onClick={onClose} />
            )}
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export function DialogBody({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-4 overflow-y-auto px-5 py-4">{children}</div>;
}

export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-5 py-3.5">
      {children}
    </footer>
  );
}
