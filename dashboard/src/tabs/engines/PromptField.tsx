import { useDraft, useDraftState, useField } from '~/draft/context';
import { bytesOf, PROMPT_BYTES_MOST } from '~/draft/validate-engines';
import { Button } from '~/ui/Button';
import { TextArea } from '~/ui/TextField';
import { startersFor } from './prompts';

const number = new Intl.NumberFormat('en');

export function PromptField() {
  const { value, set, label, name, problem } = useField('prompt');
  const share = Math.ceil((bytesOf(value) / PROMPT_BYTES_MOST) * 100);
  return (
    <div className="flex flex-col gap-3 @lg:col-span-2">
      <TextArea
        aside={
          <span className={problem ? 'text-danger-ink text-xs' : 'text-faint text-xs'}>
            {number.format([...value].length)} characters · {share} % of the limit
          </span>
        }
        className="[&_textarea]:max-h-[60dvh] [&_textarea]:min-h-40"
        error={problem}
        help="Sent with every message, so a long prompt costs more tokens each time. Rules and Echo ignore it."
        label={label}
        name={name}
        onChange={(event) => set(event.target.value)}
        rows={7}
        value={value}
      />
      {!value && <Starters />}
    </div>
  );
}

/** Prompts to start from, as long as the field is empty. */
function Starters() {
  const draft = useDraft();
  const name = useDraftState(({ settings }) => settings.name);
  const { set, name: path } = useField('prompt');
  const take = (text: string): void => {
    set(text);
    document.querySelector<HTMLElement>(`[name="${path}"]`)?.focus();
  };
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="float-left mr-1 text-muted text-sm">Start from</legend>
      {startersFor(name || draft.getState().base.slug).map(({ label, text }) => (
        <Button key={label} onClick={() => take(text)}>
          {label}
        </Button>
      ))}
    </fieldset>
  );
}
