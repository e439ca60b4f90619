import { Field, type FieldProps } from './Field';
import { Icon } from './icons';

export interface Option<V> {
  value: V;
  label: string;
}

/** Options in the order of their labels. A value without a label fails the type check. */
export const optionsFrom = <V extends string>(labels: Record<V, string>): Option<V>[] =>
  Object.entries<string>(labels).map(([value, label]) => ({ value: value as V, label }));

interface SelectProps<V> extends FieldProps {
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
  disabled?: boolean;
  name?: string | undefined;
}

/** The browser's own list, which fits a phone and a screen reader as none of ours would. */
export function Select<V extends string | null>(props: SelectProps<V>) {
  const { label, aside, help, error, className, value, options, onChange, disabled, name } = props;
  const chosen = options.findIndex((option) => option.value === value);
  return (
    <Field {...{ label, aside, help, error, className }}>
      {({ labelId, ...ids }) => (
        <div className="relative">
          <select
            {...ids}
            className="control w-full appearance-none truncate pr-8 pl-2.5"
            disabled={disabled}
            name={name}
            onChange={({ target }) => {
              const option = options[Number(target.value)];
              if (option) onChange(option.value);
            }}
            value={chosen}
          >
            {/* What was chosen may be gone: then nothing is. */}
            {chosen < 0 && <option hidden value={-1} />}
            {options.map((option, i) => (
              <option key={String(option.value)} value={i}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon
            className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2.5 text-muted"
            name="chevron"
          />
        </div>
      )}
    </Field>
  );
}
