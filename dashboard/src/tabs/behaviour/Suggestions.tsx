import { useDraftState, useField } from '~/draft/context';
import { SUGGESTIONS_MOST } from '~/draft/validate-lists';
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
            {value.length} of {SUGGESTIONS_MOST}
          </span>
        </>
      }
      title="Suggestions"
    >
      <ListField
        className="@lg:col-span-2"
        isOrdered
        label="Suggestion"
        most={SUGGESTIONS_MOST}
        name={name}
        onChange={set}
        placeholder={value.length === 0 ? 'When are you open?' : 'Another question'}
        problemOf={(row) => problems.get(`${name}.${row}`)}
        values={value}
      />
    </Section>
  );
}
