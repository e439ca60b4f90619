import type { EngineSpec } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';
import { BOUNDS } from '~/generated/rulebook';
import { OptionalNumber } from '~/ui/OptionalNumber';

export interface OptionsProps {
  engine: EngineSpec;
  index: number;
  onChange: (engine: EngineSpec) => void;
}

type NumberOption =
  | 'max_output_tokens'
  | 'context_tokens'
  | 'temperature'
  | 'top_p'
  | 'first_byte_timeout_s'
  | 'stall_timeout_s';

/** What applies where nothing is set. Undefined: it is left to the provider. */
export const DEFAULTS: Partial<Record<NumberOption, number>> = {
  max_output_tokens: 1024,
  context_tokens: 32_768,
  first_byte_timeout_s: 60,
  stall_timeout_s: 30,
};

interface NumberOptionProps extends OptionsProps {
  option: NumberOption;
  label: string;
  help: string;
  step?: number;
  unit?: string;
}

export function NumberOptionField(props: NumberOptionProps) {
  const { engine, index, onChange, option, ...field } = props;
  const { problem, delay } = useDelayed(`engines.${index}.${option}`);
  const { minimum, maximum } = BOUNDS[`engines.*.${option}`];
  const usual = DEFAULTS[option];
  return (
    <OptionalNumber
      {...field}
      error={problem}
      max={maximum}
      min={minimum}
      name={`engines.${index}.${option}`}
      onChange={(value) => {
        onChange({ ...engine, [option]: value });
        delay();
      }}
      placeholder={usual === undefined ? 'Not sent' : String(usual)}
      start={usual}
      value={engine[option] ?? null}
    />
  );
}

/** A partial number ("4" of "450") may be out of range, so problems appear only when the field loses the focus. */
export function useDelayed(path: string) {
  const draft = useDraft();
  const problem = useDraftState(({ problems }) => problems.get(path));
  const delay = (): void => {
    if (!problem) draft.begin(path);
  };
  return { problem, delay };
}

/** "temperature 0.2, top p 0.9", or what is said if nothing is set. */
export function summaryOf(
  parts: readonly (string | number | false | null | undefined)[],
  none: string,
) {
  return parts.filter(Boolean).join(' · ') || none;
}
