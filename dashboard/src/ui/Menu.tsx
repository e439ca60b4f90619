import {
  cloneElement,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
  useRef,
  useState,
} from 'react';
import { lazyOverlay } from './lazy';

/** Fetched after the page: with it comes what places popups, more than anything else of the kit. */
const MenuPopup = lazyOverlay(() => import('./MenuPopup'));

interface MenuProps {
  /** A button. */
  trigger: ReactElement<HTMLAttributes<HTMLElement> & RefAttributes<HTMLButtonElement>>;
  align?: 'start' | 'end';
  children: ReactNode;
}

export function Menu({ trigger, align = 'end', children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const button = cloneElement(trigger, {
    'aria-expanded': isOpen,
    'aria-haspopup': 'menu',
    onClick: () => setOpen(true),
    onKeyDown: (event) => {
      if (!/^Arrow(Up|Down)$/.test(event.key)) return;
      event.preventDefault();
      setOpen(true);
    },
    ref: anchor,
  });
  return (
    <>
      {button}
      {isOpen && (
        <MenuPopup align={align} anchor={anchor} onClose={() => setOpen(false)}>
          {children}
        </MenuPopup>
      )}
    </>
  );
}
