import { NumberField } from '@base-ui/react/number-field';
import { Slider as Base } from '@base-ui/react/slider';
import { cx } from './cx';
import { Field, type FieldProps } from './Field';

interface NumberProps extends FieldProps {
  value: number;
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
}

/** Typed numbers are brought into the range when the field is left. */
function NumberBox(props: BoxProps) {
  const { value, onChange, min, max, step = 1, unit, disabled, name, className, input } = props;
  return (
    <NumberField.Root
      className={className}
      disabled={disabled ?? false}
      format={{ useGrouping: false, maximumFractionDigits: 2 }}
      max={max}
      min={min}
      onValueChange={(next) => next !== null && onChange(next)}
      step={step}
      value={value}
    >
      <NumberField.Group className="control flex items-center focus-within:border-accent">
        <NumberField.Input
          className={cx(
            'h-8.5 w-full min-w-0 bg-transparent pl-2 text-right outline-none',
            unit ? 'pr-1' : 'pr-2.5',
          )}
          name={name}
          {...input}
        />
        {unit && (
          <span aria-hidden="true" className="pr-2 text-muted">
            {unit}
          </span>
        )}
      </NumberField.Group>
    </NumberField.Root>
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

/** A slider for the hand, a number for the exact. */
export function Slider(props: NumberProps) {
  const { label, aside, help, error, className, ...box } = props;
  const { value, onChange, min, max, step = 1, unit, disabled = false } = box;
  const spoken = unit ? `${label}, ${unit}` : label;
  return (
    <Field as="group" {...{ label, aside, help, error, className }}>
      {({ labelId, id, ...ids }) => (
        <div className="flex items-center gap-3">
          <Base.Root
            className="min-w-0 flex-1"
            disabled={disabled}
            max={max}
            min={min}
            onValueChange={(next) => onChange(next as number)}
            step={step}
            thumbAlignment="edge"
            value={value}
          >
            <Base.Control className="flex h-9 touch-none items-center">
              <Base.Track className="h-1 w-full rounded-full bg-line shadow-[0_0_0_1px_var(--line)]">
                <Base.Indicator className="rounded-full bg-accent" />
                <Base.Thumb
                  className={cx(
                    'size-4 rounded-full border border-edge bg-white shadow-control transition-shadow duration-120',
                    'hover:shadow-[0_0_0_5px_var(--accent-soft)] has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
                    'data-dragging:shadow-[0_0_0_6px_var(--accent-soft)] data-disabled:opacity-50',
                  )}
                  getAriaLabel={() => spoken}
                  getAriaValueText={(_, now) => (unit ? `${now} ${unit}` : String(now))}
                />
              </Base.Track>
            </Base.Control>
          </Base.Root>
          <NumberBox {...box} className="w-19 shrink-0" input={{ ...ids, 'aria-label': spoken }} />
        </div>
      )}
    </Field>
  );
}
