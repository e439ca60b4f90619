import { Select as Base } from '@base-ui/react/select';
import { cx } from './cx';
import { Field, type FieldProps } from './Field';
import { Icon } from './icons';

export interface Option<V> {
  value: V;
  label: string;
}

interface SelectProps<V> extends FieldProps {
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
  disabled?: boolean;
  name?: string;
}

export function Select<V extends string | null>(props: SelectProps<V>) {
  const { label, aside, help, error, className, value, options, onChange, disabled, name } = props;
  return (
    <Field as="group" {...{ label, aside, help, error, className }}>
      {({ labelId, ...ids }) => (
        <Base.Root
          disabled={disabled ?? false}
          items={options}
          onValueChange={(next) => onChange(next as V)}
          value={value}
        >
          <Base.Trigger
            {...ids}
            aria-labelledby={labelId}
            className="control flex w-full items-center justify-between gap-2 px-2.5 text-left data-popup-open:border-accent"
            data-field={name}
          >
            <Base.Value className="truncate" />
            <Base.Icon className="text-muted">
              <Icon name="chevron" />
            </Base.Icon>
          </Base.Trigger>
          <Base.Portal>
            {/* A landmark, as the list stands outside those of the page. */}
            <Base.Positioner
              alignItemWithTrigger={false}
              aria-label={label}
              className="z-50"
              role="region"
              sideOffset={4}
            >
              <Base.Popup className="popup-motion max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-control bg-raised p-1 shadow-popup outline-none">
                {options.map((option) => (
                  <Base.Item
                    className={cx(
                      'flex min-h-9 items-center justify-between gap-4 rounded-md px-2 outline-none',
                      'data-highlighted:bg-hover',
                    )}
                    key={String(option.value)}
                    value={option.value}
                  >
                    <Base.ItemText>{option.label}</Base.ItemText>
                    <Base.ItemIndicator className="text-accent-ink">
                      <Icon name="check" />
                    </Base.ItemIndicator>
                  </Base.Item>
                ))}
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  );
}
