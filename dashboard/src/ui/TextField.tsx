import type { ComponentProps } from 'react';
import { cx } from './cx';
import { Field, type FieldProps } from './Field';

type InputProps = Omit<ComponentProps<'input'>, 'id' | 'className'>;

interface TextFieldProps extends FieldProps, InputProps {
  /** For codes, slugs and hosts. */
  mono?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { label, aside, help, error, className, mono, ...input } = props;
  return (
    <Field {...{ label, aside, help, error, className }}>
      {({ labelId, ...ids }) => (
        <input
          autoComplete="off"
          className={cx('control w-full px-2.5', mono && 'font-mono text-sm')}
          {...ids}
          {...input}
        />
      )}
    </Field>
  );
}

interface TextAreaProps extends FieldProps, Omit<ComponentProps<'textarea'>, 'id' | 'className'> {
  mono?: boolean;
}

/** Grows with its text. */
export function TextArea(props: TextAreaProps) {
  const { label, aside, help, error, className, mono, rows = 3, ...area } = props;
  return (
    <Field {...{ label, aside, help, error, className }}>
      {({ labelId, ...ids }) => (
        <textarea
          className={cx(
            'control field-sizing-content min-h-20 w-full resize-y px-2.5 py-2',
            mono && 'font-mono text-sm',
          )}
          rows={rows}
          {...ids}
          {...area}
        />
      )}
    </Field>
  );
}

/** `12 / 60`, in red above the limit. Counts characters like the service does. */
export function Count({ text, most }: { text: string; most: number }) {
  const length = [...text].length;
  return (
    <span className={cx('text-xs', length > most ? 'text-danger-ink' : 'text-faint')}>
      {length} / {most}
    </span>
  );
}
