import type { EngineSpec } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { MODEL_MOST } from '~/draft/validate-engines';
import { exampleModel, labelOfProvider, takesBaseUrl } from '~/tenant/providers';
import { TextField } from '~/ui/TextField';

interface ModelFieldsProps {
  engine: EngineSpec;
  index: number;
  onChange: (engine: EngineSpec) => void;
}

export function ModelFields({ engine, index, onChange }: ModelFieldsProps) {
  const { provider, model, base_url } = engine;
  const problems = useDraftState((state) => state.problems);
  const label = labelOfProvider(provider);
  return (
    <>
      <TextField
        className={takesBaseUrl(provider) ? undefined : '@md:col-span-2'}
        error={problems.get(`engines.${index}.model`)}
        help={
          provider === 'bedrock'
            ? 'A model or inference profile that the deployment’s role may use in its region. No key is needed.'
            : `The model’s name at ${label}.`
        }
        label="Model"
        maxLength={MODEL_MOST}
        mono
        name={`engines.${index}.model`}
        onChange={(event) => onChange({ ...engine, model: event.target.value })}
        placeholder={exampleModel(provider)}
        spellCheck={false}
        value={model ?? ''}
      />
      {(takesBaseUrl(provider) || base_url) && (
        <TextField
          error={problems.get(`engines.${index}.base_url`)}
          help={addressHelp(provider)}
          inputMode="url"
          label={provider === 'ollama' ? 'Base URL' : 'Base URL (optional)'}
          mono
          name={`engines.${index}.base_url`}
          onChange={(event) => onChange({ ...engine, base_url: event.target.value || null })}
          placeholder={provider === 'ollama' ? 'https://ollama.acme.example' : `${label}’s own`}
          spellCheck={false}
          value={base_url ?? ''}
        />
      )}
    </>
  );
}

function addressHelp(provider: EngineSpec['provider']): string {
  if (provider === 'ollama') return 'Required, unless this is a local server with its own Ollama.';
  if (provider === 'openai') return 'For another service that is compatible with OpenAI’s API.';
  return 'For another service that is compatible with this API.';
}
