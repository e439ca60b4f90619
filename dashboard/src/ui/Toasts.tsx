import { Toast as Base } from '@base-ui/react/toast';
import { useEffect } from 'react';
import { IconButton } from './IconButton';
import { onToast, type ToastOptions } from './toast';

const manager = Base.createToastManager();

function add(text: string, { action, kind = 'info', about }: ToastOptions): () => void {
  const id = manager.add({
    ...(about && { id: about }),
    title: text,
    type: kind,
    // With a higher priority, assistive technology would read a copy, and the toast with its buttons would be hidden from it.
    priority: 'low',
    timeout: action || kind === 'error' ? 10_000 : 4_000,
    // Set even if there is none, or an older toast's action would stay.
    actionProps: action && {
      children: action.label,
      onClick: () => {
        manager.close(id);
        action.onSelect();
      },
    },
  });
  return () => manager.close(id);
}

/** Where toasts appear. It loads after the page, so `toast.ts` queues earlier toasts. */
export default function Toasts() {
  useEffect(() => onToast(add), []);
  return (
    <Base.Provider toastManager={manager}>
      <Base.Portal>
        <Base.Viewport className="fixed bottom-[calc(72px+env(safe-area-inset-bottom))] max-lg:bottom-[calc(116px+env(safe-area-inset-bottom))] max-sm:top-[calc(56px+env(safe-area-inset-top))] max-sm:bottom-auto left-1/2 z-50 flex w-[min(400px,calc(100vw-32px))] -translate-x-1/2 flex-col gap-2 outline-none">
          <List />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function List() {
  const { toasts } = Base.useToastManager();
  return toasts.map((item) => (
    <Base.Root
      className="popup-motion flex items-center gap-2 rounded-control bg-ink py-1 pr-1 pl-3.5 text-surface shadow-popup outline-none"
      key={item.id}
      swipeDirection={['down', 'right']}
      toast={item}
    >
      <Base.Title className="min-w-0 flex-1 py-1.5" render={<p />} />
      {item.actionProps && (
        <Base.Action className="shrink-0 rounded-md px-2 py-1.5 font-medium underline underline-offset-3 hover:no-underline" />
      )}
      <Base.Close
        aria-hidden={false}
        render={
          <IconButton
            className="text-surface hover:bg-transparent hover:text-surface hover:opacity-70"
            icon="close"
            label="Dismiss"
          />
        }
      />
    </Base.Root>
  ));
}
