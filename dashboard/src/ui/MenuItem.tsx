import { type ComponentType, createContext, type ReactNode, use } from 'react';
import { cx } from './cx';
import { Icon, type IconName } from './icons';

export interface ItemProps {
  className: string;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** How to render an item. Known once there is a popup around it. */
export const ItemContext = createContext<ComponentType<ItemProps>>(() => null);

interface MenuItemProps {
  icon?: IconName;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, danger, disabled = false, onSelect, children }: MenuItemProps) {
  const Item = use(ItemContext);
  return (
    <Item
      className={cx(
        'flex min-h-9 items-center gap-2.5 rounded-md px-2.5 outline-none data-highlighted:bg-hover data-disabled:opacity-50',
        danger && 'text-danger-ink',
      )}
      disabled={disabled}
      onClick={onSelect}
    >
      {icon && <Icon className="text-muted" name={icon} />}
      {children}
    </Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className="max-w-64 truncate px-2.5 py-2 text-muted text-xs">{children}</div>;
}

export function MenuLine() {
  return <hr className="my-1 border-line" />;
}
