import { useDraftState, useField } from '~/draft/context';
import { DraftNumber, DraftText } from '~/tenant/fields';
import { Section } from '~/tenant/Section';
import { ImageHosts } from './ImageHosts';
import { SessionField } from './SessionField';
import { Suggestions } from './Suggestions';

export function BehaviourTab() {
  return (
    <>
      <Texts />
      <Suggestions />
      <Section help="What stays of a conversation, where, and for how long." title="Memory">
        <SessionField />
        <HistoryField />
        <RetentionField />
      </Section>
      <ImageHosts />
      <Section
        help="Messages per minute. Who sends more is told to wait, and when to go on."
        title="Limits"
      >
        <DraftNumber
          help="All visitors of one key together, unless the key has a limit of its own."
          label="Per key"
          path="limits.key_per_minute"
        />
        <DraftNumber
          help="One conversation."
          label="Per session"
          path="limits.session_per_minute"
        />
        <DraftNumber
          help="One network address. Offices and schools often share one."
          label="Per address"
          path="limits.address_per_minute"
        />
      </Section>
    </>
  );
}

function Texts() {
  const name = useDraftState(({ settings }) => settings.name);
  return (
    <Section
      help="What is empty is said in the widget’s own words, in the visitor’s language."
      title="Texts"
    >
      <DraftText help="For you, in the list." path="name" />
      <DraftText help="The panel’s title." path="copy.title" placeholder={name} />
      <DraftText
        className="@lg:col-span-2"
        help="The line under the title."
        path="copy.subtitle"
        placeholder="Answers right away"
      />
      <DraftText
        className="@lg:col-span-2"
        help="Shown before the first message. Markdown works."
        multiline
        path="copy.welcome_message"
        placeholder="Hello! How can we help?"
      />
      <DraftText
        className="@lg:col-span-2"
        help="In the empty input."
        path="copy.placeholder"
        placeholder="Ask a question…"
      />
      <DraftText
        help="For a visitor who wrote too much at once; when to go on is added."
        multiline
        path="copy.limit_message"
        placeholder="That was a lot at once. Please wait a moment."
      />
      <DraftText
        help="Below the input."
        multiline
        path="copy.privacy_note"
        placeholder="Please do not send card numbers."
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
          ? 'Each message is answered without the ones before, and a reopened chat is empty.'
          : 'Earlier messages that the engine and a reopened chat see. More cost more model tokens.'
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
      help={`Each message and its reply are deleted after ${days}. Applies to those that come from now on.`}
      path="behaviour.retention_days"
      unit="days"
    />
  );
}
