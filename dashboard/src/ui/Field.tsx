import { type ReactNode, useId } from 'react';
import { cx } from './cx';

export interface FieldIds {
  id: string;
  labelId: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

export interface FieldProps {
  label: string;
  /** Shown to the right of the label, such as a count. */
  aside?: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  className?: string | undefined;
}

interface Props extends FieldProps {
  /** `group` if the control isn't a single labelable element. */
  as?: 'label' | 'group';
  children: (ids: FieldIds) => ReactNode;
}

/** A label, a control, and an error or a hint, connected for assistive technology. */
export function Field({ label, aside, help, error, className, as = 'label', children }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const labelId = `${id}-label`;
  const hasNote = Boolean(error || help);
  const ids: FieldIds = {
    id,
    labelId,
    'aria-describedby': hasNote ? noteId : undefined,
    'aria-invalid': error ? true : undefined,
  };
  const Label = as === 'label' ? 'label' : 'span';
  return (
    <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-2 text-muted text-sm tabular-nums">
        <Label id={labelId} {...(as === 'label' && { htmlFor: id })}>
          {label}
        </Label>
        {aside}
      </div>
      {children(ids)}
      {hasNote && (
        <p className={cx('text-xs', error ? 'text-danger-ink' : 'text-muted')} id={noteId}>
          {error || help}
        </p>
      )}
    </div>
  );
}
