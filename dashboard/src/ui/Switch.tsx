import { Switch as Base } from '@base-ui/react/switch';
import { type ReactNode, useId } from 'react';
import { cx } from './cx';

interface ToggleProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  /** Marks the control for whoever looks for the field. */
  name?: string | undefined;
  id?: string;
  className?: string;
}

interface Names {
  'aria-label'?: string;
  'aria-labelledby'?: string;
  'aria-describedby'?: string | undefined;
}

/** A switch without a label, so name it with `aria-label` or `aria-labelledby`. */
export function Toggle({ onChange, name, className, ...rest }: ToggleProps & Names) {
  return (
    <Base.Root
      className={cx(
        'flex h-5 w-9 shrink-0 rounded-full bg-edge p-0.5 transition-colors duration-120 hover:bg-faint data-checked:bg-accent data-checked:hover:bg-accent-strong data-disabled:opacity-50 forced-colors:bg-[CanvasText] forced-colors:data-checked:bg-[Highlight]',
        className,
      )}
      data-field={name}
      onCheckedChange={onChange}
      {...rest}
    >
      <Base.Thumb className="size-4 rounded-full bg-white shadow-control transition-transform duration-120 data-checked:translate-x-4" />
    </Base.Root>
  );
}

interface SwitchProps extends Omit<ToggleProps, 'id'> {
  label: string;
  help?: ReactNode;
}

export function Switch(props: SwitchProps) {
  const { label, help, className, ...toggle } = props;
  const id = useId();
  return (
    <div className={cx('flex items-start gap-3', className)}>
      <Toggle
        aria-describedby={help ? `${id}-help` : undefined}
        aria-labelledby={`${id}-label`}
        className="mt-0.5"
        id={id}
        {...toggle}
      />
      <div>
        <label htmlFor={id} id={`${id}-label`}>
          {label}
        </label>
        {help && (
          <p className="text-muted text-xs" id={`${id}-help`}>
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
