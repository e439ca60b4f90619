import type { EngineSpec } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { serverAt } from '~/draft/servers';
import { BOUNDS } from '~/generated/rulebook';
import { COMPATIBLE, choiceOf, exampleModel, labelOfProvider } from '~/tenant/providers';
import { type Option, Select } from '~/ui/Select';
import { TextField } from '~/ui/TextField';
import { NumberOptionField, type OptionsProps } from './options';

type Effort = NonNullable<EngineSpec['reasoning_effort']>;

const EFFORTS: readonly Option<Effort | null>[] = [
  { value: null, label: 'Not sent' },
  { value: 'none', label: 'None' },
  { value: 'minimal', label: 'Minimal' },
  { value: 'low', label: 'Low' },
  { value: 'medium', label: 'Medium' },
  { value: 'high', label: 'High' },
];

/** Which model answers, and how. */
export function ModelFields(props: OptionsProps) {
  const { engine, index, onChange } = props;
  const { provider, model } = engine;
  const problem = useDraftState(({ problems }) => problems.get(`engines.${index}.model`));
  const effort = useDraftState(({ problems }) => problems.get(`engines.${index}.reasoning_effort`));
  return (
    <>
      <TextField
        error={problem}
        help={
          provider === 'bedrock'
            ? 'A model or inference profile that the deployment’s role may use in its region. No key is needed.'
            : `The model’s name at ${placeOfModel(engine)}.`
        }
        label="Model"
        maxLength={BOUNDS['engines.*.model'].maxLength}
        mono
        name={`engines.${index}.model`}
        onChange={(event) => onChange({ ...engine, model: event.target.value })}
        placeholder={example(engine)}
        spellCheck={false}
        value={model ?? ''}
      />
      <Select<Effort | null>
        error={effort}
        help="For models that reason before they answer."
        label="Reasoning effort"
        name={`engines.${index}.reasoning_effort`}
        onChange={(reasoning_effort) => onChange({ ...engine, reasoning_effort })}
        options={EFFORTS}
        value={engine.reasoning_effort ?? null}
      />
      <NumberOptionField
        {...props}
        help="How varied the answers are. Some models take none."
        label="Temperature"
        option="temperature"
        step={0.1}
      />
      <NumberOptionField
        {...props}
        help="Nucleus sampling. Set either this or the temperature."
        label="Top p"
        option="top_p"
        step={0.05}
      />
    </>
  );
}

function placeOfModel(engine: EngineSpec): string {
  if (choiceOf(engine) !== COMPATIBLE) return labelOfProvider(engine.provider);
  return serverAt(engine.base_url ?? '')?.label ?? 'the service';
}

function example(engine: EngineSpec): string {
  if (choiceOf(engine) !== COMPATIBLE) return exampleModel(engine.provider);
  return serverAt(engine.base_url ?? '')?.example ?? 'llama-3.3-70b-instruct';
}
