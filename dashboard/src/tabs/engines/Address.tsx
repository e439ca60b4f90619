import { useDraftState } from '~/draft/context';
import { SERVERS, serverAt, UNNAMED } from '~/draft/servers';
import { BOUNDS } from '~/generated/rulebook';
import {
  type Choice,
  COMPATIBLE,
  choiceOf,
  labelOfProvider,
  takesBaseUrl,
} from '~/tenant/providers';
import { keyOf, lacksHost, nameOf, placeOf } from '~/tenant/secrets';
import { Select } from '~/ui/Select';
import { TextField } from '~/ui/TextField';
import { AuthFields } from './AuthFields';
import { EngineSecrets } from './EngineSecrets';
import { Group } from './Group';
import { HeadersField } from './HeadersField';
import { type OptionsProps, summaryOf } from './options';

/** Where an engine's requests go, and what they carry to be let in. */
export function Address(props: OptionsProps) {
  const { engine, index } = props;
  const choice = choiceOf(engine);
  const set = useDraftState(({ base }) => base.provider_keys);
  const key = keyOf(engine);
  const headers = engine.headers?.length ?? 0;
  const summary = summaryOf(
    [
      ...(lacksHost(engine)
        ? ['no address yet']
        : [placeOf(key), set[nameOf(key)] ? 'key set' : 'no key']),
      engine.auth && `sent as ${engine.auth}`,
      headers > 0 && (headers === 1 ? '1 more header' : `${headers} more headers`),
    ],
    '',
  );
  return (
    <Group
      isOpenAtFirst={choice === COMPATIBLE}
      key={choice}
      paths={['base_url', 'auth', 'headers'].map((field) => `engines.${index}.${field}`)}
      summary={summary}
      title="Address and key"
    >
      {choice === COMPATIBLE && <Server {...props} />}
      {choice !== 'openai' && takesBaseUrl(engine.provider) && <BaseUrl {...props} />}
      <EngineSecrets engine={engine} />
      <AuthFields {...props} />
      <HeadersField {...props} />
    </Group>
  );
}

const OTHER = { value: '', label: 'Another server' };

/** Fills in the address of a known server. */
function Server({ engine, onChange }: OptionsProps) {
  const known = serverAt(engine.base_url ?? '');
  return (
    <Select
      help="Fills in the base URL."
      label="Server"
      onChange={(label) => {
        const server = SERVERS.find((one) => one.label === label);
        const model = engine.model || server?.model || '';
        onChange({ ...engine, model, base_url: server?.base_url ?? '' });
      }}
      options={[OTHER, ...SERVERS.map(({ label }) => ({ value: label, label }))]}
      value={known?.label ?? ''}
    />
  );
}

const EXAMPLES: Partial<Record<Choice, string>> = {
  [COMPATIBLE]: 'https://llm.acme.example/v1',
  ollama: 'https://ollama.acme.example',
};

function BaseUrl({ engine, index, onChange }: OptionsProps) {
  const choice = choiceOf(engine);
  const path = `engines.${index}.base_url`;
  const problem = useDraftState(({ problems }) => problems.get(path));
  const isCompatible = choice === COMPATIBLE;
  return (
    <TextField
      className="@md:col-span-2"
      error={problem}
      help={addressHelp(choice)}
      inputMode="url"
      label={isCompatible || choice === 'ollama' ? 'Base URL' : 'Base URL (optional)'}
      maxLength={BOUNDS['engines.*.base_url'].maxLength}
      mono
      name={path}
      onChange={(event) =>
        onChange({ ...engine, base_url: event.target.value || (isCompatible ? '' : null) })
      }
      onClick={(event) => selectUnnamed(event.currentTarget)}
      onFocus={(event) => selectUnnamed(event.currentTarget, true)}
      placeholder={EXAMPLES[choice] ?? `${labelOfProvider(engine.provider)}’s own`}
      spellCheck={false}
      value={engine.base_url ?? ''}
    />
  );
}

/** Selects the part of the address that is to be replaced. A click leaves what was selected with the mouse. */
function selectUnnamed(input: HTMLInputElement, isArrival = false): void {
  const at = input.value.indexOf(UNNAMED);
  if (at >= 0 && (isArrival || input.selectionStart === input.selectionEnd)) {
    input.setSelectionRange(at, at + UNNAMED.length);
    // On a phone the end of the address is in sight after a click.
    input.scrollLeft = 0;
  }
}

function addressHelp(choice: Choice): string {
  if (choice === 'ollama') return 'Required, unless this is a local server with its own Ollama.';
  if (choice === COMPATIBLE) return 'Any address with an OpenAI-compatible API.';
  return 'For another service that is compatible with this API.';
}
