import type { EngineSpec } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';
import { labelOf } from '~/draft/labels';
import { choiceOf, isBuiltIn, PROVIDER_OPTIONS, takesBaseUrl } from '~/tenant/providers';
import { Select } from '~/ui/Select';
import { Banner } from '~/ui/states';
import { Address } from './Address';
import { withEngine, withProvider } from './edit';
import { KeyWarning } from './KeyWarning';
import { Limits } from './Limits';
import { ModelFields } from './ModelFields';
import { NameField } from './NameField';
import { Prices } from './Prices';
import { RulesEditor } from './RulesEditor';

interface EngineProps {
  engine: EngineSpec;
  index: number;
}

export function EngineFields({ engine, index }: EngineProps) {
  const draft = useDraft();
  const whole = useDraftState(({ problems }) => problems.get(`engines.${index}`));
  const put = (next: EngineSpec, path: 'engines' | null): void => {
    draft.replace(withEngine(draft.getState().settings, index, next), labelOf('engines'), path);
  };
  const change = (next: EngineSpec): void => put(next, 'engines');
  const { provider } = engine;
  return (
    <div className="@container flex flex-col gap-4">
      {whole && <Banner tone="danger">{whole}</Banner>}
      <KeyWarning engine={engine} />
      <div className="grid grid-cols-1 gap-4 @md:grid-cols-2">
        <NameField index={index} name={engine.name} />
        <Select
          label="Provider"
          name={`engines.${index}.provider`}
          // A separate undo step: both undo and choosing the provider again bring back its settings.
          onChange={(next) => {
            const last = draft.recall(({ engines }) =>
              engines.find((one) => one.name === engine.name && choiceOf(one) === next),
            );
            put(withProvider(last ?? engine, next), null);
            draft.begin(`engines.${index}.model`);
            draft.begin(`engines.${index}.base_url`);
          }}
          options={PROVIDER_OPTIONS}
          value={choiceOf(engine)}
        />
        {!isBuiltIn(provider) && <ModelFields engine={engine} index={index} onChange={change} />}
      </div>
      {!isBuiltIn(provider) && (
        <div className="flex flex-col">
          {takesBaseUrl(provider) && <Address engine={engine} index={index} onChange={change} />}
          <Limits engine={engine} index={index} onChange={change} />
          <Prices engine={engine} index={index} onChange={change} />
        </div>
      )}
      {provider === 'echo' && (
        <p className="text-muted">
          Answers with the message’s words in reverse order. It is for testing the widget, not for
          visitors.
        </p>
      )}
      {provider === 'rules' && <RulesEditor engine={engine} index={index} onChange={change} />}
    </div>
  );
}
