import { Button as Base } from '@base-ui/react/button';
import { type ButtonProps, KINDS, SHAPE } from './Button';
import { cx } from './cx';
import { Icon, type IconName } from './icons';

interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  icon: IconName;
  /** What it does, for everybody: the tooltip and the accessible name. */
  label: string;
}

export function IconButton({ icon, label, kind = 'quiet', className, ...rest }: IconButtonProps) {
  return (
    <Base
      aria-label={label}
      className={cx(SHAPE, 'w-9', KINDS[kind], className)}
      data-tooltip={label}
      {...rest}
    >
      <Icon name={icon} />
    </Base>
  );
}
