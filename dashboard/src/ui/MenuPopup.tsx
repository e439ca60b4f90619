import { Menu as Base } from '@base-ui/react/menu';
import type { ReactNode, RefObject } from 'react';
import { ItemContext } from './MenuItem';

interface MenuPopupProps {
  anchor: RefObject<HTMLElement | null>;
  align: 'start' | 'end';
  onClose?: () => void;
  children: ReactNode;
}

/** An open menu, next to its button. */
export default function MenuPopup({ anchor, align, onClose, children }: MenuPopupProps) {
  return (
    <Base.Root onOpenChange={(isOpen) => isOpen || onClose?.()} open>
      <Base.Portal>
        {/* A landmark, as the menu stands outside those of the page. */}
        <Base.Positioner
          align={align}
          anchor={anchor}
          aria-label="Menu"
          className="z-50"
          role="region"
          sideOffset={6}
        >
          <Base.Popup
            className="popup-motion min-w-48 rounded-control bg-raised p-1 shadow-popup outline-none"
            finalFocus={anchor}
          >
            <ItemContext value={Base.Item}>{children}</ItemContext>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
