import type { EngineSpec } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { isUnnamed, UNNAMED } from '~/draft/servers';
import {
  isNeeded,
  keyElsewhere,
  keyOf,
  lacksHost,
  nameOf,
  placeOf,
  secretsOf,
} from '~/tenant/secrets';
import { Banner } from '~/ui/states';
import { SecretRow } from './SecretRow';

/** The key and the headers' values that an engine sends to its host. */
export function EngineSecrets({ engine }: { engine: EngineSpec }) {
  const set = useDraftState(({ base }) => base.provider_keys);
  if (lacksHost(engine)) {
    return (
      <p className="text-muted text-sm @md:col-span-2">
        {isUnnamed(engine.base_url ?? '')
          ? `Replace ${UNNAMED} in the base URL first.`
          : 'Enter the base URL first.'}{' '}
        A key belongs to the host in it.
      </p>
    );
  }
  const elsewhere = keyElsewhere(engine, set);
  const place = placeOf(keyOf(engine));
  return (
    <div className="flex flex-col gap-2 @md:col-span-2">
      {elsewhere && (
        <Banner>
          The key for {placeOf(elsewhere)} is never sent to {place}. If {place} needs a key, enter
          it here.
        </Banner>
      )}
      <ul className="rounded-card border border-line">
        {secretsOf(engine).map((secret) => {
          const isRequired = isNeeded(engine, secret);
          return (
            <SecretRow
              isNeeded={isRequired}
              isSet={set[nameOf(secret)] ?? false}
              key={nameOf(secret)}
              note={
                secret.header === null && !isRequired
                  ? `For ${place}, if it needs one`
                  : `For ${place}`
              }
              secret={secret}
              title={secret.header ?? 'Key'}
              users={[engine.name]}
            />
          );
        })}
      </ul>
    </div>
  );
}
