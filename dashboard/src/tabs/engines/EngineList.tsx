import { useEffect, useRef, useState } from 'react';
import { useDraft, useDraftState } from '~/draft/context';
import type { DraftState } from '~/draft/draft';
import { labelOf } from '~/draft/labels';
import { BOUNDS } from '~/generated/rulebook';
import { Button } from '~/ui/Button';
import { Icon } from '~/ui/icons';
import { EngineCard } from './EngineCard';
import { withNewEngine } from './edit';

/** The one that fails, or the default. */
function firstToSee({ base, settings }: DraftState): number {
  const failing = base.failing_engines.map(({ engine }) => engine);
  const at = [...failing, settings.default_engine]
    .map((wanted) => settings.engines.findIndex(({ name }) => name === wanted))
    .find((index) => index >= 0);
  return at ?? 0;
}

export function EngineList() {
  const draft = useDraft();
  const engines = useDraftState(({ settings }) => settings.engines);
  const problem = useDraftState(({ problems }) => problems.get('engines'));
  const [open, setOpen] = useState(() => firstToSee(draft.getState()));
  const list = useRef<HTMLDivElement>(null);
  const adding = useRef<HTMLButtonElement>(null);
  /** The model is the first thing to fill in. */
  const added = useRef<number | null>(null);
  const add = (): void => {
    draft.replace(withNewEngine(draft.getState().settings), labelOf('engines'));
    draft.begin(`engines.${engines.length}`);
    setOpen(engines.length);
    added.current = engines.length;
  };
  useEffect(() => {
    if (added.current === null) return;
    list.current?.querySelector<HTMLElement>(`[name="engines.${added.current}.model"]`)?.focus();
    added.current = null;
  });
  return (
    <div className="flex flex-col gap-2 @lg:col-span-2" ref={list}>
      {engines.map((engine, i) => (
        <EngineCard
          engine={engine}
          index={i}
          isOpen={open === i}
          // biome-ignore lint/suspicious/noArrayIndexKey: the name changes while it is being typed
          key={i}
          onRemoved={() => {
            setOpen(-1);
            adding.current?.focus();
          }}
          onToggle={() => setOpen(open === i ? -1 : i)}
        />
      ))}
      {problem && <p className="text-danger-ink text-xs">{problem}</p>}
      <Button
        className="w-fit"
        data-field="engines"
        disabled={engines.length >= BOUNDS.engines.maxItems}
        onClick={add}
        ref={adding}
      >
        <Icon name="plus" />
        Add an engine
      </Button>
    </div>
  );
}
