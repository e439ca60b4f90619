import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Field, type FieldProps } from './Field';
import type { Option } from './Select';

interface BareProps<V> {
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
  disabled?: boolean;
  name?: string;
}

const SEGMENT =
  'flex min-h-8 items-center rounded-md px-3 text-muted transition-colors duration-120 hover:text-ink data-checked:bg-surface data-checked:font-medium data-checked:text-ink data-checked:shadow-[0_0_0_1px_var(--edge),0_1px_2px_rgb(0_0_0/8%)] data-disabled:opacity-50 forced-colors:data-checked:forced-color-adjust-none forced-colors:data-checked:bg-[Highlight] forced-colors:data-checked:text-[HighlightText]';

/** A visible choice between two to four options. It has no label, so name it with `aria-label` or `aria-labelledby`. */
export function Segments<V extends string>(
  props: BareProps<V> & { 'aria-label'?: string; 'aria-labelledby'?: string },
) {
  const { value, options, onChange, disabled = false, name, ...rest } = props;
  return (
    <RadioGroup
      className="inline-flex w-fit rounded-control border border-line bg-sunken p-px"
      disabled={disabled}
      onValueChange={(next) => onChange(next as V)}
      value={value}
      {...rest}
    >
      {options.map((option) => (
        <Radio.Root
          className={SEGMENT}
          data-field={option.value === value ? name : undefined}
          key={option.value}
          nativeButton
          render={<button type="button" />}
          value={option.value}
        >
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}

export function Segmented<V extends string>(props: FieldProps & BareProps<V>) {
  const { label, aside, help, error, className, ...bare } = props;
  return (
    <Field as="group" {...{ label, aside, help, error, className }}>
      {({ labelId }) => <Segments aria-labelledby={labelId} {...bare} />}
    </Field>
  );
}
