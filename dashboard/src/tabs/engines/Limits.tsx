import { grouped } from '~/draft/bounds';
import { useDraftState } from '~/draft/context';
import { Select } from '~/ui/Select';
import { LIMITS } from './edit';
import { Group } from './Group';
import { NumberOptionField, type OptionsProps, summaryOf } from './options';

/** How much an engine may say, read and wait, and who answers if it can't. */
export function Limits(props: OptionsProps) {
  return (
    <Group
      paths={LIMITS.map((limit) => `engines.${props.index}.${limit}`)}
      summary={summary(props)}
      title="Limits"
    >
      <NumberOptionField
        {...props}
        help="In model tokens, reasoning included."
        label="Longest answer"
        option="max_output_tokens"
        step={256}
      />
      <NumberOptionField
        {...props}
        help="What prompt and history may fill together, in model tokens. The oldest history is left out first."
        label="Context"
        option="context_tokens"
        step={1024}
      />
      <NumberOptionField
        {...props}
        help="How long the provider may take to begin."
        label="Time to begin"
        option="first_byte_timeout_s"
        step={5}
        unit="s"
      />
      <NumberOptionField
        {...props}
        help="How long it may be silent after that."
        label="Time to be silent"
        option="stall_timeout_s"
        step={5}
        unit="s"
      />
      <FallbackEngine {...props} />
    </Group>
  );
}

function FallbackEngine({ engine, index, onChange }: OptionsProps) {
  const path = `engines.${index}.fallback_engine`;
  const problem = useDraftState(({ problems }) => problems.get(path));
  const engines = useDraftState(({ settings }) => settings.engines);
  const others = engines.filter((_, i) => i !== index).map(({ name }) => name);
  return (
    <Select<string | null>
      error={problem}
      help="Asked if this one is busy, down, silent or out of credit before its first word."
      label="Fallback engine"
      name={path}
      onChange={(fallback_engine) => onChange({ ...engine, fallback_engine })}
      options={[
        { value: null, label: 'None' },
        ...others.map((name) => ({ value: name, label: name })),
      ]}
      value={engine.fallback_engine ?? null}
    />
  );
}

function summary({ engine }: OptionsProps): string {
  const { max_output_tokens, context_tokens, first_byte_timeout_s, stall_timeout_s } = engine;
  return summaryOf(
    [
      max_output_tokens && `answers to ${grouped(max_output_tokens)}`,
      context_tokens && `context ${grouped(context_tokens)}`,
      first_byte_timeout_s && `begins within ${first_byte_timeout_s} s`,
      stall_timeout_s && `silent for ${stall_timeout_s} s at most`,
      engine.fallback_engine && `then ${engine.fallback_engine}`,
    ],
    'Defaults, no fallback engine',
  );
}
