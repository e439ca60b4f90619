import { useDraftState, useField } from '~/draft/context';
import { DraftNumber, DraftSwitch, DraftText } from '~/tenant/fields';
import { Section } from '~/tenant/Section';
import { ENGLISH, ENGLISH_EXTRAS } from '~widget/strings/english';
import { Caps } from './Caps';
import { ImageHosts } from './ImageHosts';
import { Limits } from './Limits';
import { LinkHosts } from './LinkHosts';
import { Pause } from './Pause';
import { SessionField } from './SessionField';
import { Suggestions } from './Suggestions';

export default function BehaviourTab() {
  return (
    <>
      <Texts />
      <Suggestions />
      <Section help="What is kept of a conversation, where, and for how long." title="Memory">
        <SessionField />
        <HistoryField />
        <RetentionField />
      </Section>
      <ImageHosts />
      <LinkHosts />
      <Section title="Models">
        <DraftSwitch
          className="@lg:col-span-2"
          help="Anybody who looks can then read its name and token counts in each reply."
          path="behaviour.show_models"
        />
      </Section>
      <Limits />
      <Caps />
      <Pause />
    </>
  );
}

function Texts() {
  const name = useDraftState(({ settings }) => settings.name);
  return (
    <Section
      help="While a field is empty, visitors see its grey text in their own language."
      title="Texts"
    >
      <DraftText help="Shown to you in the list of tenants." path="name" />
      <DraftText help="The panel’s title." path="copy.title" placeholder={name} />
      <DraftText
        className="@lg:col-span-2"
        help="The line under the title, such as “Answers right away”. Empty for none."
        path="copy.subtitle"
      />
      <DraftText
        className="@lg:col-span-2"
        help="Shown before the first message. Markdown works."
        multiline
        path="copy.welcome_message"
        placeholder={ENGLISH.welcome}
      />
      <DraftText
        className="@lg:col-span-2"
        help="Shown in the empty input."
        path="copy.placeholder"
        placeholder={ENGLISH.placeholder}
      />
      <DraftText
        help="For visitors who send too much at once, and once a cap is reached. The widget adds how long to wait, if it is not long."
        multiline
        path="copy.limit_message"
        placeholder={ENGLISH_EXTRAS.limit}
      />
      <DraftText
        help="Shown below the input, such as “Please do not send card numbers.” Empty for none."
        multiline
        path="copy.privacy_note"
      />
    </Section>
  );
}

function HistoryField() {
  const { value } = useField('behaviour.history_limit');
  return (
    <DraftNumber
      help={
        value === 0
          ? 'Each message is answered without earlier ones, and a reopened chat is empty.'
          : 'How many earlier messages the engine gets and a reopened chat shows. More messages use more model tokens.'
      }
      path="behaviour.history_limit"
    />
  );
}

function RetentionField() {
  const { value } = useField('behaviour.retention_days');
  const days = value === 1 ? 'a day' : Number.isInteger(value) ? `${value} days` : 'that time';
  return (
    <DraftNumber
      help={`Each message and its reply are deleted after ${days}. Applies to new messages.`}
      path="behaviour.retention_days"
      unit="days"
    />
  );
}
