import { Switch as Base } from '@base-ui/react/switch';
import { type ReactNode, useId } from 'react';
import { cx } from './cx';

interface SwitchProps {
  label: string;
  help?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  /** Marks the control for whoever looks for the field. */
  name?: string;
  className?: string;
}

export function Switch(props: SwitchProps) {
  const { label, help, checked, onChange, disabled = false, name, className } = props;
  const id = useId();
  return (
    <div className={cx('flex items-start gap-3', className)}>
      <Base.Root
        aria-describedby={help ? `${id}-help` : undefined}
        aria-labelledby={`${id}-label`}
        checked={checked}
        className="mt-0.5 flex h-5 w-9 shrink-0 rounded-full bg-edge p-0.5 transition-colors duration-120 hover:bg-faint data-checked:bg-accent data-checked:hover:bg-accent-strong data-disabled:opacity-50 forced-colors:bg-[CanvasText] forced-colors:data-checked:bg-[Highlight]"
        data-field={name}
        disabled={disabled}
        id={id}
        onCheckedChange={onChange}
      >
        <Base.Thumb className="size-4 rounded-full bg-white shadow-control transition-transform duration-120 data-checked:translate-x-4" />
      </Base.Root>
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
