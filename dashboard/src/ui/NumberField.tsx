import { type KeyboardEvent, useState } from 'react';
import { cx } from './cx';
import { Field, type FieldProps } from './Field';

export interface NumberProps extends FieldProps {
  value: number;
  /** Called with what is typed, even if it is out of range, or with `NaN` if it isn't a number. */
  onChange: (value: number) => void;
  min: number;
  max: number;
  step?: number;
  /** `px`, `ms`: shown after the number. */
  unit?: string;
  disabled?: boolean;
  name?: string;
}

interface BoxProps extends Omit<NumberProps, keyof FieldProps> {
  className?: string;
  input: Record<string, unknown>;
  /** Called instead if the field is emptied, where that means something. */
  onEmpty?: () => void;
  /** Where the arrow keys start from if there is no number; by default the minimum. */
  start?: number | undefined;
}

export const withinRange = (value: number, min: number, max: number): number =>
  Math.min(Math.max(Number.isNaN(value) ? min : value, min), max);

const GROUPED = /^\d{1,3}(,\d{3})+$/;

/** Understands `1,000` and `1 000`, and `1,45` with a decimal comma. */
function parse(text: string): number {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '').replace('−', '-');
  const point = GROUPED.test(plain) ? plain.replaceAll(',', '') : plain.replace(',', '.');
  return /\d/.test(point) ? Number(point) : Number.NaN;
}

const format = (value: number): string => (Number.isNaN(value) ? '' : String(value));

/** Never changes what is typed: a number out of range stays, and the owner of the field reports it. */
export function NumberBox(props: BoxProps) {
  const { value, onChange, onEmpty, min, max, step = 1, unit, disabled, name, className } = props;
  const { input, start = min } = props;
  const [typed, setTyped] = useState<string | null>(null);
  // The text as typed, as long as it represents the value.
  const text = typed !== null && Object.is(parse(typed), value) ? typed : format(value);
  const write = (next: string): void => {
    setTyped(next);
    if (onEmpty && !next.trim()) onEmpty();
    else onChange(parse(next));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction === 0 || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const next =
      (Number.isNaN(value) ? start : value) + direction * step * (event.shiftKey ? 10 : 1);
    onChange(withinRange(Math.round(next * 100) / 100, min, max));
  };
  return (
    <div className={cx('control flex items-center focus-within:border-accent', className)}>
      <input
        autoComplete="off"
        className={cx(
          'h-8.5 w-full min-w-0 bg-transparent pl-2 text-right outline-none',
          unit ? 'pr-1' : 'pr-2.5',
        )}
        disabled={disabled}
        inputMode={Number.isInteger(step) ? 'numeric' : 'decimal'}
        name={name}
        onBlur={() => Number.isNaN(value) || setTyped(null)}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        type="text"
        value={text}
        {...input}
      />
      {unit && (
        <span aria-hidden="true" className="pr-2 text-muted">
          {unit}
        </span>
      )}
    </div>
  );
}

export function NumberInput(props: NumberProps) {
  const { label, aside, help, error, className, ...box } = props;
  return (
    <Field {...{ label, aside, help, error, className }}>
      {({ labelId, ...ids }) => <NumberBox {...box} className="w-36" input={ids} />}
    </Field>
  );
}
