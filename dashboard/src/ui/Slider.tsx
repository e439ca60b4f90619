import { NumberField } from '@base-ui/react/number-field';
import { Slider as Base } from '@base-ui/react/slider';
import { type ComponentProps, useState } from 'react';
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

interface BoxProps extends Omit<NumberProps, keyof FieldProps | 'onChange'> {
  className?: string;
  input: Record<string, unknown>;
  typing: ReturnType<typeof useTyping>['typing'];
}

type NumberFieldProps = ComponentProps<typeof NumberField.Root>;

/**
 * A number while it is typed: only what is allowed goes on, as its beginning ("4" of "450") may not be. What is not allowed when the field
 * is left is brought into the range, and `note` says so.
 */
function useTyping({ value, onChange, min, max }: NumberProps) {
  const [note, setNote] = useState<{ text: string }>();
  const fits = (next: number): boolean => next >= min && next <= max;
  const onValueChange: NumberFieldProps['onValueChange'] = (next) => {
    if (next === null || !fits(next)) return;
    setNote(undefined);
    if (next !== value) onChange(next);
  };
  const onValueCommitted: NumberFieldProps['onValueCommitted'] = (next) => {
    if (next !== null && !fits(next)) {
      const nearest = Math.min(Math.max(next, min), max);
      setNote({ text: `${next} became ${nearest}: ${min} to ${max} is allowed.` });
      if (nearest !== value) onChange(nearest);
    }
  };
  // The field shows its number again when it is drawn anew, which a new note makes it.
  const onBlur = ({ target }: { target: HTMLInputElement }): void => {
    if (!/\p{N}/u.test(target.value))
      setNote({ text: `There has to be a number, so ${value} stays.` });
  };
  const move = (next: number): void => {
    setNote(undefined);
    onChange(next);
  };
  return { note: note?.text, move, typing: { onValueChange, onValueCommitted }, input: { onBlur } };
}

function NumberBox(props: BoxProps) {
  const { value, min, max, step = 1, unit, disabled, name, className, input, typing } = props;
  return (
    <NumberField.Root
      // `useTyping` does it, and sees what was typed.
      allowOutOfRange
      className={className}
      disabled={disabled ?? false}
      format={{ useGrouping: false, maximumFractionDigits: Number.isInteger(step) ? 0 : 2 }}
      max={max}
      min={min}
      step={step}
      value={value}
      {...typing}
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
  const { label, aside, help, error, className, onChange, ...box } = props;
  const { note, typing, input } = useTyping(props);
  return (
    <Field {...{ label, aside, help: note ?? help, error, className }}>
      {({ labelId, ...ids }) => (
        <NumberBox {...box} className="w-36" input={{ ...ids, ...input }} typing={typing} />
      )}
    </Field>
  );
}

/** A slider for the hand, a number for the exact. */
export function Slider(props: NumberProps) {
  const { label, aside, help, error, className, onChange, ...box } = props;
  const { note, move, typing, input } = useTyping(props);
  const { value, min, max, step = 1, unit, disabled = false } = box;
  const spoken = unit ? `${label}, ${unit}` : label;
  return (
    <Field as="group" {...{ label, aside, help: note ?? help, error, className }}>
      {({ labelId, id, ...ids }) => (
        <div className="flex items-center gap-3">
          <Base.Root
            className="min-w-0 flex-1"
            disabled={disabled}
            max={max}
            min={min}
            onValueChange={(next) => move(next as number)}
            step={step}
            thumbAlignment="edge"
            value={value}
          >
            <Base.Control className="flex h-9 touch-none items-center">
              <Base.Track className="h-1 w-full rounded-full bg-line shadow-[0_0_0_1px_var(--line)] forced-colors:bg-[CanvasText]">
                <Base.Indicator className="rounded-full bg-accent forced-colors:bg-[Highlight]" />
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
          <NumberBox
            {...box}
            className="w-19 shrink-0"
            input={{ ...ids, ...input, 'aria-label': spoken }}
            typing={typing}
          />
        </div>
      )}
    </Field>
  );
}
