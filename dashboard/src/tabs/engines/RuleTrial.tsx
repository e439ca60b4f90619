import type { Rule } from '~/draft/rules';
import { TextField } from '~/ui/TextField';
import type { Trial } from './try-rules';

interface RuleTrialProps {
  message: string;
  onChange: (message: string) => void;
  rules: readonly Rule[];
  fallback: string;
  trial: Trial | null;
}

/** Which rule would answer, as it is being edited: nothing is sent. */
export function RuleTrial({ message, onChange, rules, fallback, trial }: RuleTrialProps) {
  return (
    <div className="rounded-control bg-sunken p-3">
      <TextField
        help="Shows which rule answers, unsaved ones too. Nothing is sent."
        label="Try a message"
        maxLength={4000}
        onChange={(event) => onChange(event.target.value)}
        placeholder="When are you open?"
        value={message}
      />
      <div aria-live="polite">
        {trial && (
          <p className="mt-2">
            <span className="font-medium">
              {trial.rule === null
                ? 'No rule matches; the fallback answers: '
                : `Rule ${trial.rule + 1} answers: `}
            </span>
            <span className="line-clamp-4 whitespace-pre-wrap break-words">
              {trial.rule === null ? fallback : rules[trial.rule]?.answer}
            </span>
          </p>
        )}
        {trial && trial.unknown.length > 0 && (
          <p className="mt-1 text-warn-ink text-xs">
            Unless {listOf(trial.unknown)} matches first: only the service can try{' '}
            {trial.unknown.length === 1 ? 'its pattern' : 'their patterns'}.
          </p>
        )}
      </div>
    </div>
  );
}

const listOf = (rows: number[]): string => `rule ${rows.map((row) => row + 1).join(' or ')}`;
