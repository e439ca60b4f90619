import { useDraftState } from '~/draft/context';
import { ENGINES_MOST } from '~/draft/validate-engines';
import { Section } from '~/tenant/Section';
import { Answering } from './Answering';
import { EngineList } from './EngineList';
import { PromptField } from './PromptField';
import { ProviderKeyList } from './ProviderKeyList';
import { TestMessage } from './TestMessage';

export function EnginesTab() {
  const count = useDraftState(({ settings }) => settings.engines.length);
  return (
    <>
      <Section
        help="Who answers, in which tone, what it knows and what it should not do. Visitors never see it."
        title="Prompt"
      >
        <PromptField />
      </Section>
      <Section
        help={
          <>
            What can answer: a provider’s model, rules of your own, or an echo for trying out.
            <span className="mt-1 block">
              {count} of {ENGINES_MOST}
            </span>
          </>
        }
        title="Engines"
      >
        <EngineList />
      </Section>
      <Section help="Which of them answers whom." title="Answering">
        <Answering />
      </Section>
      <Section
        help="Saved at once, not with the other changes. Kept encrypted and never shown again."
        title="Provider keys"
      >
        <ProviderKeyList />
      </Section>
      <Section help="Sent through the preview, as a visitor would send it." title="Test message">
        <TestMessage />
      </Section>
    </>
  );
}
