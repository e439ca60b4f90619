import { useState } from 'react';
import type { EngineSpec } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { labelOfProvider, lacksKey } from '~/tenant/providers';
import { Button } from '~/ui/Button';
import { Banner } from '~/ui/states';
import { ProviderKeyDialog } from './ProviderKeyDialog';

/** Shown if an engine cannot answer because its provider needs a key. */
export function KeyWarning({ engine }: { engine: EngineSpec }) {
  const keys = useDraftState(({ base }) => base.provider_keys);
  const [isSetting, setSetting] = useState(false);
  const label = labelOfProvider(engine.provider);
  return (
    <>
      {lacksKey(engine, keys) && (
        <Banner action={<Button onClick={() => setSetting(true)}>Set key…</Button>} tone="warn">
          This tenant has no key for {label}. Without one, {engine.name} can’t answer.
        </Banner>
      )}
      {isSetting && (
        <ProviderKeyDialog
          isSet={false}
          onClose={() => setSetting(false)}
          provider={engine.provider}
        />
      )}
    </>
  );
}
