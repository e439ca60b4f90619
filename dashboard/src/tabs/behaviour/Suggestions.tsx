import { useDraftState, useField } from '~/draft/context';
import { BOUNDS } from '~/generated/rulebook';
import { Section } from '~/tenant/Section';
import { ListField } from '~/ui/ListField';

export function Suggestions() {
  const { value, set, name } = useField('copy.suggestions');
  const problems = useDraftState((state) => state.problems);
  return (
    <Section
      help={
        <>
          Questions offered as buttons until the conversation starts.
          <span className="mt-1 block">
            {value.length} of {BOUNDS['copy.suggestions'].maxItems}
          </span>
        </>
      }
      title="Suggestions"
    >
      <ListField
        className="@lg:col-span-2"
        isOrdered
        label="Suggestion"
        most={BOUNDS['copy.suggestions'].maxItems}
        name={name}
        onChange={set}
        placeholder={value.length === 0 ? 'When are you open?' : 'Another question'}
        problemOf={(row) => problems.get(`${name}.${row}`)}
        values={value}
      />
    </Section>
  );
}
