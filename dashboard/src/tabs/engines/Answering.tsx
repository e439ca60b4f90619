import { useDraft, useDraftState, useField } from '~/draft/context';
import { labelOf } from '~/draft/labels';
import { choiceOf, labelOfChoice } from '~/tenant/providers';
import { Field } from '~/ui/Field';
import { Select } from '~/ui/Select';
import { inOrder } from './edit';

export function Answering() {
  return (
    <>
      <DefaultEngine />
      <VisitorEngines />
    </>
  );
}

function DefaultEngine() {
  const draft = useDraft();
  const { value, label, name, problem } = useField('default_engine');
  const engines = useDraftState(({ settings }) => settings.engines);
  const choose = (next: string): void => {
    const { settings } = draft.getState();
    const chosen = { ...settings, default_engine: next };
    const visitor_engines = inOrder(settings.visitor_engines, chosen);
    draft.replace({ ...chosen, visitor_engines }, label);
  };
  return (
    <Select
      error={problem}
      help="Answers every message unless the visitor chose another engine."
      label={label}
      name={name}
      onChange={choose}
      options={engines.map((engine) => ({ value: engine.name, label: engine.name }))}
      value={value}
    />
  );
}

const CONSEQUENCES = [
  'Visitors see no choice, and the default engine answers.',
  'With only one, visitors see no choice. A page can select it with data-engine.',
] as const;

function VisitorEngines() {
  const { value, set, name, problem } = useField('visitor_engines');
  const engines = useDraftState(({ settings }) => settings.engines);
  const default_engine = useDraftState(({ settings }) => settings.default_engine);
  const toggle = (engine: string, isOffered: boolean): void => {
    const others = value.filter((offered) => offered !== engine);
    set(inOrder(isOffered ? [...others, engine] : others, { engines, default_engine }));
  };
  const help =
    CONSEQUENCES[value.length] ??
    `Visitors can choose below the input. ${value[0]} is preselected.`;
  return (
    <Field as="group" error={problem} help={help} label={labelOf(name)}>
      {({ labelId }) => (
        <fieldset aria-labelledby={labelId} className="flex min-w-0 flex-col">
          {engines.map((engine, i) => (
            <label
              className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-1.5 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent"
              // biome-ignore lint/suspicious/noArrayIndexKey: a name may change or occur twice
              key={i}
            >
              <input
                checked={value.includes(engine.name)}
                className="size-4 shrink-0 accent-accent outline-none"
                data-field={i === 0 ? name : undefined}
                onChange={(event) => toggle(engine.name, event.target.checked)}
                type="checkbox"
              />
              <span className="min-w-0 truncate">{engine.name}</span>
              <span className="ml-auto shrink-0 text-muted text-xs">
                {labelOfChoice(choiceOf(engine))}
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </Field>
  );
}
