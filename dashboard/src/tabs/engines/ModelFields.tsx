import type { EngineSpec } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { BOUNDS } from '~/generated/rulebook';
import {
  type Choice,
  COMPATIBLE,
  choiceOf,
  exampleModel,
  labelOfProvider,
  takesBaseUrl,
} from '~/tenant/providers';
import { TextField } from '~/ui/TextField';

interface ModelFieldsProps {
  engine: EngineSpec;
  index: number;
  onChange: (engine: EngineSpec) => void;
}

export function ModelFields({ engine, index, onChange }: ModelFieldsProps) {
  const { provider, model, base_url } = engine;
  const problems = useDraftState((state) => state.problems);
  const choice = choiceOf(engine);
  const isCompatible = choice === COMPATIBLE;
  const label = isCompatible ? 'the service' : labelOfProvider(provider);
  const hasAddress = (choice !== 'openai' && takesBaseUrl(provider)) || Boolean(base_url);
  return (
    <>
      <TextField
        className={hasAddress ? undefined : '@md:col-span-2'}
        error={problems.get(`engines.${index}.model`)}
        help={
          provider === 'bedrock'
            ? 'A model or inference profile that the deployment’s role may use in its region. No key is needed.'
            : `The model’s name at ${label}.`
        }
        label="Model"
        maxLength={BOUNDS['engines.*.model'].maxLength}
        mono
        name={`engines.${index}.model`}
        onChange={(event) => onChange({ ...engine, model: event.target.value })}
        placeholder={isCompatible ? 'llama-3.3-70b-instruct' : exampleModel(provider)}
        spellCheck={false}
        value={model ?? ''}
      />
      {hasAddress && (
        <TextField
          error={problems.get(`engines.${index}.base_url`)}
          help={addressHelp(choice)}
          inputMode="url"
          label={isCompatible || provider === 'ollama' ? 'Base URL' : 'Base URL (optional)'}
          mono
          name={`engines.${index}.base_url`}
          onChange={(event) =>
            onChange({ ...engine, base_url: event.target.value || (isCompatible ? '' : null) })
          }
          placeholder={EXAMPLES[choice] ?? `${label}’s own`}
          spellCheck={false}
          value={base_url ?? ''}
        />
      )}
    </>
  );
}

const EXAMPLES: Partial<Record<Choice, string>> = {
  [COMPATIBLE]: 'https://llm.acme.example/v1',
  ollama: 'https://ollama.acme.example',
};

function addressHelp(choice: Choice): string {
  if (choice === 'ollama') return 'Required, unless this is a local server with its own Ollama.';
  if (choice === COMPATIBLE) {
    return 'The address of vLLM, LM Studio, OpenRouter or any other service with an OpenAI-compatible API. If it needs no key, set any word as the key.';
  }
  return 'For another service that is compatible with this API.';
}
