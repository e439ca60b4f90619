import { useMemo, useState } from 'react';
import type { EngineSpec, Rule } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';
import { labelOf } from '~/draft/labels';
import { BOUNDS } from '~/generated/rulebook';
import { Button } from '~/ui/Button';
import { Icon } from '~/ui/icons';
import { Count, TextArea } from '~/ui/TextField';
import { useListFocus } from '~/ui/useListFocus';
import { moved, withEngine } from './edit';
import { RULE_COLUMNS, type RuleActions, RuleRow } from './RuleRow';
import { RuleTrial } from './RuleTrial';
import { useRuleTrial } from './useRuleTrial';

interface RulesEditorProps {
  engine: EngineSpec;
  index: number;
  onChange: (engine: EngineSpec) => void;
}

const NO_RULES: Rule[] = [];

export function RulesEditor({ engine, index, onChange }: RulesEditorProps) {
  const rules = engine.rules ?? NO_RULES;
  const fallback = engine.fallback ?? '';
  const problem = useDraftState((state) => state.problems.get(`engines.${index}.fallback`));
  const path = `engines.${index}.rules`;
  const [message, setMessage] = useState('');
  const [register, focus] = useListFocus();
  const actions = useRuleActions(index, register, focus);
  const trial = useRuleTrial(rules, message, path);
  const hit = message.trim() && !trial.isAsking ? trial.data?.rule : undefined;
  return (
    <>
      <div>
        <p className="text-muted text-sm">
          Tried from the top; the first that matches answers. A pattern is text found anywhere in
          the message, or a regular expression between slashes:{' '}
          <code className="whitespace-nowrap font-mono text-ink">/refunds?/</code>. Upper and lower
          case are the same.
        </p>
        <RuleTable actions={actions} hit={hit} path={path} rules={rules} />
        <Button
          className="mt-3"
          disabled={rules.length >= BOUNDS['engines.*.rules'].maxItems}
          onClick={() => actions.add()}
        >
          <Icon name="plus" />
          Add a rule
        </Button>
      </div>
      <TextArea
        aside={<Count most={BOUNDS['engines.*.fallback'].maxLength} text={fallback} />}
        error={problem}
        help="Answers when no rule matches. Markdown works."
        label="Fallback"
        name={`engines.${index}.fallback`}
        onChange={(event) => onChange({ ...engine, fallback: event.target.value })}
        rows={2}
        value={fallback}
      />
      <RuleTrial
        fallback={fallback}
        message={message}
        onChange={setMessage}
        rules={rules}
        trial={trial}
      />
    </>
  );
}

interface RuleTableProps {
  rules: readonly Rule[];
  path: string;
  /** The rule that answers the message being tried. */
  hit: number | null | undefined;
  actions: RuleActions;
}

function RuleTable({ rules, path, hit, actions }: RuleTableProps) {
  const problems = useDraftState((state) => state.problems);
  if (rules.length === 0) return null;
  return (
    <>
      <div aria-hidden="true" className={`${RULE_COLUMNS} mt-3 text-muted text-xs @max-md:hidden`}>
        <span className="col-start-2">Pattern</span>
        <span>Answer</span>
      </div>
      <ol className="mt-1.5 border-line border-b @max-md:mt-3">
        {rules.map((rule, i) => (
          <RuleRow
            actions={actions}
            answerProblem={problems.get(`${path}.${i}.answer`)}
            index={i}
            isHit={hit === i}
            isLast={i === rules.length - 1}
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is identified by its position
            key={i}
            name={`${path}.${i}`}
            patternProblem={problems.get(`${path}.${i}.pattern`)}
            rule={rule}
          />
        ))}
      </ol>
    </>
  );
}

/** Stable functions for as long as the engine is shown, so that a row renders again only when its rule changes. */
function useRuleActions(
  engine: number,
  register: RuleActions['register'],
  focus: (row: number) => void,
): RuleActions {
  const draft = useDraft();
  // biome-ignore lint/correctness/useExhaustiveDependencies: they only use what a ref holds
  return useMemo(() => {
    const change = (edit: (rules: Rule[]) => Rule[], together: boolean): void => {
      const { settings } = draft.getState();
      const spec = settings.engines[engine];
      if (!spec) return;
      const next = withEngine(settings, engine, { ...spec, rules: edit(spec.rules ?? []) });
      draft.replace(next, labelOf('engines'), together ? 'engines' : null);
    };
    return {
      register,
      write: (row, part) =>
        change((rules) => rules.map((rule, i) => (i === row ? { ...rule, ...part } : rule)), true),
      move: (row, to) => {
        change((rules) => moved(rules, row, to), false);
        draft.reveal();
        focus(to);
      },
      remove: (row) => {
        change((rules) => rules.filter((_, i) => i !== row), false);
        draft.reveal();
        focus(Math.max(0, row - 1));
      },
      add: () => {
        const row = draft.getState().settings.engines[engine]?.rules?.length ?? 0;
        change((rules) => [...rules, { pattern: '', answer: '' }], false);
        draft.begin(`engines.${engine}.rules.${row}`);
        focus(row);
      },
    };
  }, [draft, engine]);
}
