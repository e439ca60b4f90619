import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Field, type FieldProps } from './Field';

interface Choice<V> {
  value: V;
  label: string;
  /** What choosing it means. */
  help: string;
}

interface ChoiceCardsProps<V> extends FieldProps {
  value: V;
  choices: readonly Choice<V>[];
  onChange: (value: V) => void;
  name?: string;
}

/** A choice between a few options that each need a sentence. */
export function ChoiceCards<V extends string>(props: ChoiceCardsProps<V>) {
  const { value, choices, onChange, name, ...field } = props;
  return (
    <Field as="group" {...field}>
      {({ labelId }) => (
        <RadioGroup
          aria-labelledby={labelId}
          className="grid gap-2"
          onValueChange={(next) => onChange(next as V)}
          value={value}
        >
          {choices.map((choice) => (
            <Radio.Root
              className="flex w-full gap-3 rounded-control border border-edge bg-surface px-3 py-2.5 text-left transition-colors duration-120 hover:border-faint data-checked:border-accent data-checked:bg-accent-soft forced-colors:data-checked:border-[Highlight]"
              data-field={choice.value === value ? name : undefined}
              key={choice.value}
              nativeButton
              render={<button type="button" />}
              value={choice.value}
            >
              <span
                aria-hidden="true"
                className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-edge bg-surface"
              >
                <Radio.Indicator className="size-2 rounded-full bg-accent forced-colors:bg-[Highlight]" />
              </span>
              <span className="min-w-0">
                <span className="block font-medium">{choice.label}</span>
                <span className="block text-muted text-sm">{choice.help}</span>
              </span>
            </Radio.Root>
          ))}
        </RadioGroup>
      )}
    </Field>
  );
}
