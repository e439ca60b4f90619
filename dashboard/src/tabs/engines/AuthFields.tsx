import { useDraftState } from '~/draft/context';
import { BOUNDS } from '~/generated/rulebook';
import { Select } from '~/ui/Select';
import { TextField } from '~/ui/TextField';
import type { OptionsProps } from './options';

const WAYS = [
  { value: null, label: 'As the provider expects' },
  { value: 'bearer', label: 'Authorization: Bearer' },
  { value: 'api-key', label: 'api-key' },
  { value: '', label: 'Another header' },
] as const;

type Way = (typeof WAYS)[number]['value'];

/** How the key is sent. */
export function AuthFields({ engine, index, onChange }: OptionsProps) {
  const path = `engines.${index}.auth`;
  const problem = useDraftState(({ problems }) => problems.get(path));
  const auth = engine.auth ?? null;
  const way: Way = WAYS.find(({ value }) => value === auth)?.value ?? (auth === null ? null : '');
  return (
    <>
      <Select<Way>
        label="The key is sent as"
        name={way === '' ? undefined : path}
        onChange={(next) => onChange({ ...engine, auth: next })}
        options={WAYS}
        value={way}
      />
      {way === '' && (
        <TextField
          error={problem}
          label="Header of the key"
          maxLength={BOUNDS['engines.*.auth'].maxLength}
          mono
          name={path}
          onChange={(event) => onChange({ ...engine, auth: event.target.value.toLowerCase() })}
          placeholder="x-api-key"
          spellCheck={false}
          value={auth ?? ''}
        />
      )}
    </>
  );
}
