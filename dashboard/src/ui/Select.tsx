import type { ComponentProps } from 'react';
import { Field, type FieldProps } from './Field';
import { Icon } from './icons';

export interface Option<V> {
  value: V;
  label: string;
}

/** Options in the order of their labels. A value without a label fails the type check. */
export const optionsFrom = <V extends string>(labels: Record<V, string>): Option<V>[] =>
  Object.entries<string>(labels).map(([value, label]) => ({ value: value as V, label }));

interface BoxProps<V> {
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
  disabled?: boolean | undefined;
  name?: string | undefined;
}

/** The browser's own list, which fits a phone and a screen reader as none of ours would. It has no label, so name it with `aria-label`. */
export function SelectBox<V extends string | null>(
  props: BoxProps<V> & Omit<ComponentProps<'select'>, keyof BoxProps<V> | 'className'>,
) {
  const { value, options, onChange, ...rest } = props;
  const chosen = options.findIndex((option) => option.value === value);
  return (
    <div className="relative">
      <select
        className="control w-full appearance-none truncate pr-8 pl-2.5"
        onChange={({ target }) => {
          const option = options[Number(target.value)];
          if (option) onChange(option.value);
        }}
        value={chosen}
        {...rest}
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
  );
}

export function Select<V extends string | null>(props: FieldProps & BoxProps<V>) {
  const { label, aside, help, error, className, ...box } = props;
  return (
    <Field {...{ label, aside, help, error, className }}>
      {({ labelId, ...ids }) => <SelectBox {...ids} {...box} />}
    </Field>
  );
}
