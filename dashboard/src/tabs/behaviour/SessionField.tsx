import { useField } from '~/draft/context';
import { ChoiceCards } from '~/ui/ChoiceCards';

const MODES = [
  {
    value: 'tab',
    label: 'Until the tab is closed',
    help: 'Each tab has its own conversation, kept in its session storage. Nobody who uses the computer later can find it.',
  },
  {
    value: 'device',
    label: 'On the device',
    help: 'Visitors find their conversation when they return, and so does anyone who shares the browser. Some countries require consent for storing it.',
  },
  {
    value: 'none',
    label: 'Nowhere',
    help: 'The browser stores nothing. The conversation ends with the page.',
  },
] as const;

export function SessionField() {
  const { value, set, label, name, problem } = useField('behaviour.session');
  return (
    <ChoiceCards
      choices={MODES}
      className="@lg:col-span-2"
      error={problem}
      help="Nothing is stored before a visitor uses the chat."
      label={label}
      name={name}
      onChange={set}
      value={value}
    />
  );
}
