import { useState } from 'react';
import type { EngineSpec } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { firstLacking, type Secret, titleOf } from '~/tenant/secrets';
import { Button } from '~/ui/Button';
import { Banner } from '~/ui/states';
import { SecretDialog } from './SecretDialog';

/** Shown if an engine cannot answer because a key or a header's value is missing. */
export function KeyWarning({ engine }: { engine: EngineSpec }) {
  const set = useDraftState(({ base }) => base.provider_keys);
  const [setting, setSetting] = useState<Secret | null>(null);
  const lacking = firstLacking(engine, set);
  return (
    <>
      {lacking && (
        <Banner
          action={
            <Button onClick={() => setSetting(lacking)}>
              {lacking.header === null ? 'Set key…' : 'Set value…'}
            </Button>
          }
          tone="warn"
        >
          This tenant has no {titleOf(lacking)}. Without one, {engine.name} can’t answer.
        </Banner>
      )}
      {setting && <SecretDialog isSet={false} onClose={() => setSetting(null)} secret={setting} />}
    </>
  );
}
