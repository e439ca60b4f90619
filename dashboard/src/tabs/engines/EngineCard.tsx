import { useId } from 'react';
import type { EngineSpec, FailingEngine } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { explainFailing } from '~/tenant/explain-fault';
import { choiceOf, labelOfChoice } from '~/tenant/providers';
import { firstLacking } from '~/tenant/secrets';
import { cx } from '~/ui/cx';
import { Icon } from '~/ui/icons';
import { Badge, Banner } from '~/ui/states';
import { EngineFields } from './EngineFields';
import { EngineMenu } from './EngineMenu';

interface EngineCardProps {
  engine: EngineSpec;
  index: number;
  isOpen: boolean;
  onToggle: () => void;
  onRemoved: () => void;
}

/** One engine: a summary line, and its fields when expanded. */
export function EngineCard(props: EngineCardProps) {
  const { engine, index, onToggle, onRemoved } = props;
  const id = useId();
  const isWrong = useDraftState(({ problems, typed }) =>
    hasProblem([...problems.keys(), typed.get('engines')?.field ?? ''], index),
  );
  const failing = useFailing(engine);
  // Expanded if it has problems, so that they can be found.
  const isOpen = props.isOpen || isWrong;
  return (
    <section
      aria-label={`Engine ${engine.name}`}
      className="rounded-card border border-line bg-surface"
    >
      <div className="flex items-center gap-1 p-1.5">
        <h3 className="min-w-0 flex-1">
          <button
            aria-controls={id}
            aria-expanded={isOpen}
            className="flex min-h-9 w-full items-start gap-2.5 rounded-control px-2 py-1.5 text-left hover:bg-hover"
            disabled={isWrong}
            onClick={onToggle}
            type="button"
          >
            <Icon
              className={cx(
                'mt-1 text-muted transition-transform duration-120',
                !isOpen && '-rotate-90',
              )}
              name="chevron"
            />
            <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2.5 gap-y-1">
              <span className="min-w-0 truncate font-medium">{engine.name}</span>
              <span className="min-w-0 truncate text-muted">{describe(engine)}</span>
              <EngineBadges engine={engine} isFailing={failing !== undefined} />
            </span>
          </button>
        </h3>
        <EngineMenu index={index} name={engine.name} onRemoved={onRemoved} />
      </div>
      <div className="border-line border-t px-3.5 pt-3.5 pb-4" hidden={!isOpen} id={id}>
        {isOpen && failing && !isLack(failing) && (
          <div className="mb-4">
            <Banner tone="danger">{explainFailing(failing)}</Banner>
          </div>
        )}
        {isOpen && <EngineFields engine={engine} index={index} />}
      </div>
    </section>
  );
}

/** What is missing is known without asking the engine, and has a warning of its own. */
const isLack = ({ problem }: FailingEngine): boolean =>
  problem === 'key_missing' || problem === 'header_missing';

function useFailing(engine: EngineSpec): FailingEngine | undefined {
  return useDraftState(({ base }) =>
    base.failing_engines.find((one) => one.engine === engine.name),
  );
}

function hasProblem(paths: Iterable<string>, index: number): boolean {
  for (const path of paths) {
    if (path === `engines.${index}` || path.startsWith(`engines.${index}.`)) return true;
  }
  return false;
}

function describe(engine: EngineSpec): string {
  const { provider, model, rules } = engine;
  if (provider === 'rules') {
    const count = rules?.length ?? 0;
    return count === 1 ? '1 rule' : `${count} rules`;
  }
  const label = labelOfChoice(choiceOf(engine));
  return model ? `${label}, ${model}` : label;
}

function EngineBadges({ engine, isFailing }: { engine: EngineSpec; isFailing: boolean }) {
  const isDefault = useDraftState(({ settings }) => settings.default_engine === engine.name);
  const isOffered = useDraftState(({ settings }) => settings.visitor_engines.includes(engine.name));
  const keys = useDraftState(({ base }) => base.provider_keys);
  const lacking = firstLacking(engine, keys);
  return (
    <span className="ml-auto flex flex-wrap justify-end gap-1.5">
      {isFailing && <Badge tone="danger">Failing</Badge>}
      {lacking && (
        <Badge tone="warn">{lacking.header === null ? 'No key' : `No ${lacking.header}`}</Badge>
      )}
      {isOffered && <Badge tone="plain">Visitors</Badge>}
      {isDefault && <Badge>Default</Badge>}
    </span>
  );
}
