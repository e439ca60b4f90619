import { useField } from '~/draft/context';
import { bytesOf, PROMPT_BYTES_MOST } from '~/draft/validate-engines';
import { TextArea } from '~/ui/TextField';

const number = new Intl.NumberFormat('en');

export function PromptField() {
  const { value, set, label, name, problem } = useField('prompt');
  const share = Math.ceil((bytesOf(value) / PROMPT_BYTES_MOST) * 100);
  return (
    <TextArea
      aside={
        <span className={problem ? 'text-danger-ink text-xs' : 'text-faint text-xs'}>
          {number.format([...value].length)} characters · {share} % of the limit
        </span>
      }
      className="@lg:col-span-2 [&_textarea]:max-h-[60dvh] [&_textarea]:min-h-40"
      error={problem}
      help="Sent with every message, so a long prompt costs more tokens each time. Rules and Echo ignore it."
      label={label}
      name={name}
      onChange={(event) => set(event.target.value)}
      placeholder={
        'You are the assistant of Acme, a garden shop. Be friendly and brief, and answer in the visitor’s language. If you don’t know something, say so.'
      }
      rows={7}
      value={value}
    />
  );
}
