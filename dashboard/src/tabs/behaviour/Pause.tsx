import { useDraftState } from '~/draft/context';
import { DraftSwitch, DraftText } from '~/tenant/fields';
import { Section } from '~/tenant/Section';
import { ENGLISH_EXTRAS } from '~widget/strings/english';

export function Pause() {
  const isPaused = useDraftState(({ settings }) => settings.paused);
  return (
    <Section
      help="Stops all answers at once, for visitors and for servers. The preview goes on."
      title="Pause"
    >
      <DraftSwitch
        className="@lg:col-span-2"
        help={
          isPaused
            ? 'Nobody is answered while this is saved.'
            : 'Takes effect with the next message once it is saved.'
        }
        label="Answer nobody for now"
        path="paused"
      />
      <DraftText
        className="@lg:col-span-2"
        help="What visitors read instead of an answer."
        multiline
        path="copy.paused_message"
        placeholder={ENGLISH_EXTRAS.paused}
      />
    </Section>
  );
}
