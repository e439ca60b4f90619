import { useDraftState } from '~/draft/context';
import { labelOfProvider } from '~/tenant/providers';
import { type Listed, listSecrets, placeOf } from '~/tenant/secrets';
import { SecretRow } from './SecretRow';

/** All keys and headers' values of the tenant. */
export function SecretList() {
  const engines = useDraftState(({ settings }) => settings.engines);
  const set = useDraftState(({ base }) => base.provider_keys);
  const all = listSecrets(engines, set);
  if (all.length === 0) {
    return (
      <p className="text-muted @lg:col-span-2">
        None needed: no engine uses a provider that takes a key.
      </p>
    );
  }
  return (
    <ul className="rounded-card border border-line @lg:col-span-2">
      {all.map((listed) => (
        <SecretRow
          {...listed}
          isSet={set[listed.name] ?? false}
          key={listed.name}
          note={noteOf(listed)}
          title={rowTitle(listed)}
        />
      ))}
    </ul>
  );
}

const rowTitle = ({ secret }: Listed): string =>
  secret.header === null ? placeOf(secret) : `${secret.header} at ${placeOf(secret)}`;

function noteOf({ secret, users }: Listed): string {
  const use = users.length > 0 ? `Used by ${users.join(', ')}` : 'No engine uses it';
  return secret.host === null
    ? use
    : `${use} · ${labelOfProvider(secret.provider)} at another host`;
}
