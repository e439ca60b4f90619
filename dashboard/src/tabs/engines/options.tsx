import type { EngineSpec, Price } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';
import { USUAL } from '~/draft/engine-facts';
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

interface EngineNumberProps {
  index: number;
  /** Its place in the engine. */
  place: NumberOption | `price.${keyof Price}`;
  /** Other places that a change of this one may break. */
  concerns?: readonly EngineNumberProps['place'][];
  value: number | null;
  onChange: (value: number | null) => void;
  label: string;
  help?: string;
  placeholder: string;
  start?: number | undefined;
  step?: number;
  unit?: string;
}

/** A number of an engine that may be left out. */
export function EngineNumber(props: EngineNumberProps) {
  const { index, place, concerns = [], onChange, ...field } = props;
  const draft = useDraft();
  const pathOf = (one: string): string => `engines.${index}.${one}`;
  const problem = useDraftState(({ problems }) => problems.get(pathOf(place)));
  const { minimum, maximum } = BOUNDS[`engines.*.${place}`];
  return (
    <OptionalNumber
      {...field}
      error={problem}
      max={maximum}
      min={minimum}
      name={pathOf(place)}
      onChange={(value) => {
        const shown = draft.getState().problems;
        onChange(value);
        // A partial number ("4" of "450") may be out of range, so new problems appear only when their field loses the focus.
        for (const path of [place, ...concerns].map(pathOf)) {
          if (!shown.has(path)) draft.begin(path);
        }
      }}
    />
  );
}

interface NumberOptionProps extends OptionsProps {
  option: NumberOption;
  label: string;
  help: string;
  step?: number;
  unit?: string;
}

/** What applies where nothing is set. Undefined: it is left to the provider. */
const usualOf = (option: NumberOption): number | undefined =>
  (USUAL as Partial<Record<NumberOption, number>>)[option];

export function NumberOptionField({ engine, option, onChange, ...field }: NumberOptionProps) {
  const usual = usualOf(option);
  return (
    <EngineNumber
      {...field}
      onChange={(value) => onChange({ ...engine, [option]: value })}
      place={option}
      placeholder={usual === undefined ? 'Not sent' : String(usual)}
      start={usual}
      value={engine[option] ?? null}
    />
  );
}

/** "temperature 0.2, top p 0.9", or what is said if nothing is set. */
export function summaryOf(
  parts: readonly (string | number | false | null | undefined)[],
  none: string,
) {
  return parts.filter(Boolean).join(' · ') || none;
}
