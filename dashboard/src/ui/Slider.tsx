import { Slider as Base } from '@base-ui/react/slider';
import { cx } from './cx';
import { Field } from './Field';
import { NumberBox, type NumberProps, withinRange } from './NumberField';

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
            value={withinRange(value, min, max)}
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
          <NumberBox {...box} className="w-19 shrink-0" input={{ ...ids, 'aria-label': spoken }} />
        </div>
      )}
    </Field>
  );
}
