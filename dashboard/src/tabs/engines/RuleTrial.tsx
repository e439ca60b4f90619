import { explain } from '~/api/error';
import type { Rule } from '~/api/types';
import { INPUT_BOUNDS } from '~/generated/rulebook';
import { cx } from '~/ui/cx';
import { TextField } from '~/ui/TextField';
import type { RuleTrial as Trial } from './useRuleTrial';

interface RuleTrialProps {
  message: string;
  onChange: (message: string) => void;
  rules: readonly Rule[];
  fallback: string;
  trial: Trial;
}

/** Shows which rule would answer, while the rules are being edited. */
export function RuleTrial({ message, onChange, rules, fallback, trial }: RuleTrialProps) {
  return (
    <div className="rounded-control bg-sunken p-3">
      <TextField
        help="Shows which rule answers, including unsaved ones."
        label="Try a message"
        maxLength={INPUT_BOUNDS.RuleTrial.message.maxLength}
        onChange={(event) => onChange(event.target.value)}
        placeholder="When are you open?"
        value={message}
      />
      <div aria-busy={trial.isAsking} aria-live="polite">
        {message.trim() && <Verdict fallback={fallback} rules={rules} trial={trial} />}
      </div>
    </div>
  );
}

function Verdict({ rules, fallback, trial }: Pick<RuleTrialProps, 'rules' | 'fallback' | 'trial'>) {
  const { data, text, error, isAsking } = trial;
  if (error && !isAsking) return <p className="mt-2 text-danger-ink text-sm">{explain(error)}</p>;
  if (!data || !text) return <p className="mt-2 text-muted">Checking…</p>;
  const rule = data.rule ?? null;
  return (
    <p className={cx('mt-2', isAsking && 'opacity-60')}>
      <span className="font-medium">
        {rule === null ? 'No rule matches. The fallback answers: ' : `Rule ${rule + 1} answers: `}
      </span>
      <span className="line-clamp-4 whitespace-pre-wrap break-words">
        {rule === null ? fallback : rules[rule]?.answer}
      </span>
    </p>
  );
}
