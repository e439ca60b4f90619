import { Field, type FieldProps } from './Field';
import { NumberBox, type NumberProps } from './NumberField';

interface OptionalNumberProps extends FieldProps, Omit<NumberProps, 'value' | 'onChange'> {
  value: number | null;
  /** Called with null if the field is empty. */
  onChange: (value: number | null) => void;
  /** What applies if it is empty. */
  placeholder: string;
  /** Where the arrow keys start from if it is empty. */
  start?: number | undefined;
}

/** A number that may be left out. What applies then stands in the empty field. */
export function OptionalNumber(props: OptionalNumberProps) {
  const { label, aside, help, error, className, value, placeholder, onChange, ...box } = props;
  return (
    <Field {...{ label, aside, help, error, className }}>
      {({ labelId, ...ids }) => (
        <NumberBox
          {...box}
          input={{ ...ids, placeholder }}
          onChange={onChange}
          onEmpty={() => onChange(null)}
          value={value ?? Number.NaN}
        />
      )}
    </Field>
  );
}
