import { useDraft, useDraftState, useField } from '~/draft/context';
import { BOUNDS } from '~/generated/rulebook';
import { Button } from '~/ui/Button';
import { Count, TextArea } from '~/ui/TextField';
import { startersFor } from './prompts';

export function PromptField() {
  const { value, set, label, name, problem } = useField('prompt');
  return (
    <div className="flex flex-col gap-3 @lg:col-span-2">
      <TextArea
        aside={<Count most={BOUNDS.prompt.maxLength} text={value} />}
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
