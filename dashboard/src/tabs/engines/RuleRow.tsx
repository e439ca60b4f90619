import { type KeyboardEvent, memo, useId } from 'react';
import type { Rule } from '~/api/types';
import { BOUNDS } from '~/generated/rulebook';
import { cx } from '~/ui/cx';
import { IconButton } from '~/ui/IconButton';
import { isExpression } from './useRuleTrial';

export interface RuleActions {
  register: (row: number, element: HTMLElement | null) => void;
  write: (row: number, part: Partial<Rule>) => void;
  move: (row: number, to: number) => void;
  remove: (row: number) => void;
  add: () => void;
}

interface RuleRowProps {
  rule: Rule;
  index: number;
  isLast: boolean;
  /** Whether this rule answers the message being tried. */
  isHit: boolean;
  name: string;
  patternProblem: string | undefined;
  answerProblem: string | undefined;
  actions: RuleActions;
}

/** Number, pattern, answer and buttons, stacked on narrow screens. The order in the document matches the visible order. */
export const RULE_COLUMNS =
  'grid grid-cols-[1.5rem_minmax(0,1fr)] gap-1.5 @md:grid-cols-[1.5rem_minmax(0,2fr)_minmax(0,3fr)_5.25rem]';

export const RuleRow = memo(function RuleRow(props: RuleRowProps) {
  const { rule, index, isLast, isHit, name, patternProblem, answerProblem, actions } = props;
  const id = useId();
  const number = index + 1;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step === 0 || !event.altKey || (step > 0 && isLast) || index + step < 0) return;
    event.preventDefault();
    actions.move(index, index + step);
  };
  return (
    <li
      className={cx(
        'border-line border-t py-1.5 [contain-intrinsic-size:auto_48px] [content-visibility:auto]',
        isHit && 'bg-good-soft outline-1 outline-good-ink',
      )}
      onKeyDown={onKeyDown}
    >
      <div className={RULE_COLUMNS}>
        <span className="pt-2 text-center text-muted text-xs">{number}</span>
        <input
          aria-describedby={patternProblem ? `${id}-pattern` : undefined}
          aria-invalid={patternProblem ? true : undefined}
          aria-label={`Pattern of rule ${number}`}
          autoComplete="off"
          className={cx(
            'control self-start px-2.5',
            isExpression(rule.pattern) && 'font-mono text-sm',
          )}
          maxLength={BOUNDS['engines.*.rules.*.pattern'].maxLength}
          name={`${name}.pattern`}
          onChange={(event) => actions.write(index, { pattern: event.target.value })}
          placeholder="hours"
          ref={(element) => actions.register(index, element)}
          spellCheck={false}
          value={rule.pattern}
        />
        <textarea
          aria-describedby={answerProblem ? `${id}-answer` : undefined}
          aria-invalid={answerProblem ? true : undefined}
          aria-label={`Answer of rule ${number}`}
          className="control field-sizing-content max-h-60 resize-y px-2.5 py-1.5 @max-md:col-start-2"
          name={`${name}.answer`}
          onChange={(event) => actions.write(index, { answer: event.target.value })}
          placeholder="We are open from 9 to 5."
          rows={1}
          value={rule.answer}
        />
        <RowButtons actions={actions} index={index} isLast={isLast} />
      </div>
      {(patternProblem || answerProblem) && (
        <div className="mt-1 ml-7.5 flex flex-col text-danger-ink text-xs">
          {patternProblem && <p id={`${id}-pattern`}>{patternProblem}</p>}
          {answerProblem && <p id={`${id}-answer`}>{answerProblem}</p>}
        </div>
      )}
    </li>
  );
});

function RowButtons({
  index,
  isLast,
  actions,
}: Pick<RuleRowProps, 'index' | 'isLast' | 'actions'>) {
  const number = index + 1;
  return (
    <span className="flex items-start @max-md:col-start-2 @max-md:-mt-1 @max-md:justify-end @md:pt-1">
      <IconButton
        disabled={index === 0}
        className="@md:size-7"
        icon="up"
        label={`Move rule ${number} up`}
        onClick={() => actions.move(index, index - 1)}
      />
      <IconButton
        disabled={isLast}
        className="@md:size-7"
        icon="down"
        label={`Move rule ${number} down`}
        onClick={() => actions.move(index, index + 1)}
      />
      <IconButton
        className="@md:size-7"
        icon="trash"
        label={`Remove rule ${number}`}
        onClick={() => actions.remove(index)}
      />
    </span>
  );
}
