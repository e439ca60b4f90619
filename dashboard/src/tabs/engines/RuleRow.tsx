import { type KeyboardEvent, memo, useId } from 'react';
import { expressionOf, type Rule } from '~/draft/rules';
import { PATTERN_MOST } from '~/draft/validate-engines';
import { cx } from '~/ui/cx';
import { IconButton } from '~/ui/IconButton';

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
  /** The message that is tried out is answered here. */
  isHit: boolean;
  name: string;
  patternProblem: string | undefined;
  answerProblem: string | undefined;
  actions: RuleActions;
}

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
        'rounded-control p-1.5 [contain-intrinsic-size:auto_60px] [content-visibility:auto]',
        isHit ? 'bg-good-soft outline-1 outline-good-ink' : 'bg-side',
      )}
      onKeyDown={onKeyDown}
    >
      <div className="flex flex-wrap gap-1.5">
        <span className="w-6 shrink-0 pt-2 text-center text-muted text-xs">{number}</span>
        <input
          aria-describedby={patternProblem ? `${id}-pattern` : undefined}
          aria-invalid={patternProblem ? true : undefined}
          aria-label={`Pattern of rule ${number}`}
          autoComplete="off"
          className={cx(
            'control min-w-0 flex-[1_1_9rem] px-2.5',
            expressionOf(rule.pattern) !== null && 'font-mono text-sm',
          )}
          maxLength={PATTERN_MOST}
          name={`${name}.pattern`}
          onChange={(event) => actions.write(index, { pattern: event.target.value })}
          placeholder="hours"
          ref={(element) => actions.register(index, element)}
          spellCheck={false}
          value={rule.pattern}
        />
        <RowButtons actions={actions} index={index} isLast={isLast} />
        <textarea
          aria-describedby={answerProblem ? `${id}-answer` : undefined}
          aria-invalid={answerProblem ? true : undefined}
          aria-label={`Answer of rule ${number}`}
          className="control field-sizing-content max-h-60 min-w-0 resize-y px-2.5 py-1.5 @max-md:ml-7.5 @max-md:w-full @md:flex-[2_1_12rem]"
          name={`${name}.answer`}
          onChange={(event) => actions.write(index, { answer: event.target.value })}
          placeholder="We are open from 9 to 5."
          rows={1}
          value={rule.answer}
        />
      </div>
      {(patternProblem || answerProblem) && (
        <div className="mt-1 ml-7.5 flex flex-col text-danger-ink text-xs">
          {patternProblem && <p id={`${id}-pattern`}>Pattern: {patternProblem}</p>}
          {answerProblem && <p id={`${id}-answer`}>Answer: {answerProblem}</p>}
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
    <span className="flex shrink-0 @max-sm:order-last @max-sm:ml-auto @md:order-last">
      <IconButton
        disabled={index === 0}
        icon="up"
        label={`Move rule ${number} up`}
        onClick={() => actions.move(index, index - 1)}
      />
      <IconButton
        disabled={isLast}
        icon="down"
        label={`Move rule ${number} down`}
        onClick={() => actions.move(index, index + 1)}
      />
      <IconButton
        icon="trash"
        label={`Remove rule ${number}`}
        onClick={() => actions.remove(index)}
      />
    </span>
  );
}
