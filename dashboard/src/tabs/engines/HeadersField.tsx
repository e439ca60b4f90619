import { useDraftState } from '~/draft/context';
import { BOUNDS } from '~/generated/rulebook';
import { Field } from '~/ui/Field';
import { ListField } from '~/ui/ListField';
import type { OptionsProps } from './options';

/** The names of further headers. Their values are secrets, listed with the key. */
export function HeadersField({ engine, index, onChange }: OptionsProps) {
  const path = `engines.${index}.headers`;
  const problems = useDraftState((state) => state.problems);
  return (
    <Field
      as="group"
      className="@md:col-span-2"
      error={problems.get(path)}
      help="Names only. Each value is set on its own and never shown again."
      label="Further headers"
    >
      {({ labelId }) => (
        <fieldset aria-labelledby={labelId}>
          <ListField
            clean={(text) => text.trim().toLowerCase()}
            label="Header"
            mono
            most={BOUNDS['engines.*.headers'].maxItems}
            name={path}
            onChange={(headers) => onChange({ ...engine, headers })}
            placeholder="Add a header, for example x-org"
            problemOf={(row) => problems.get(`${path}.${row}`)}
            values={engine.headers ?? []}
          />
        </fieldset>
      )}
    </Field>
  );
}
