import { useDraftState } from '~/draft/context';
import { BOUNDS } from '~/generated/rulebook';
import { Section } from '~/tenant/Section';
import { Answering } from './Answering';
import { EngineList } from './EngineList';
import { PromptField } from './PromptField';
import { SecretList } from './SecretList';
import { TestMessage } from './TestMessage';

export default function EnginesTab() {
  const count = useDraftState(({ settings }) => settings.engines.length);
  return (
    <>
      <Section
        help="Who answers, in which tone, what the assistant knows and what to avoid. Visitors never see it."
        title="Prompt"
      >
        <PromptField />
      </Section>
      <Section
        help={
          <>
            What answers: a provider’s model, your own rules, or an echo for testing.
            <span className="mt-1 block">
              {count} of {BOUNDS.engines.maxItems}
            </span>
          </>
        }
        title="Engines"
      >
        <EngineList />
      </Section>
      <Section help="Which engine answers which visitors." title="Answering">
        <Answering />
      </Section>
      <Section
        help="Saved at once, not with the other changes. Each belongs to one provider at one host, is stored encrypted and never shown again."
        title="Provider keys"
      >
        <SecretList />
      </Section>
      <Section
        help="Sent through the preview, just as a visitor would send it."
        title="Test message"
      >
        <TestMessage />
      </Section>
    </>
  );
}
