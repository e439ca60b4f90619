import type { NumberPath, OptionalNumberPath, TextPath } from '~/draft/bounds';
import { useDraft, useField } from '~/draft/context';
import type { Path, PathTo, ValueAt } from '~/draft/paths';
import { BOUNDS } from '~/generated/rulebook';
import { ColourField, type Contrast } from '~/ui/ColourField';
import { NumberInput } from '~/ui/NumberField';
import { OptionalNumber } from '~/ui/OptionalNumber';
import { Segmented as BareSegmented } from '~/ui/Segmented';
import { Select as BareSelect, type Option } from '~/ui/Select';
import { Slider as BareSlider } from '~/ui/Slider';
import { Switch as BareSwitch } from '~/ui/Switch';
import { Count, TextArea, TextField } from '~/ui/TextField';

/** The kit's controls, each bound to one field of the draft, with its label, bounds and problems. */

interface Bound<P extends Path> {
  path: P;
  label?: string;
  help?: string;
  className?: string;
}

interface DraftTextProps extends Bound<TextPath> {
  placeholder?: string;
  multiline?: boolean;
}

export function DraftText({ path, multiline, label, ...rest }: DraftTextProps) {
  const { value, set, problem, name, label: known } = useField(path);
  const Control = multiline ? TextArea : TextField;
  return (
    <Control
      aside={<Count most={BOUNDS[path].maxLength} text={value} />}
      error={problem}
      label={label ?? known}
      name={name}
      onChange={(event: { target: { value: string } }) => set(event.target.value)}
      value={value}
      {...rest}
    />
  );
}

interface DraftNumberProps extends Bound<NumberPath> {
  unit?: string;
  step?: number;
}

function useNumber({ path, label, ...rest }: DraftNumberProps) {
  const draft = useDraft();
  const { value, set, problem, name, label: known } = useField(path);
  const { minimum: min, maximum: max } = BOUNDS[path];
  const onChange = (next: number): void => {
    set(next);
    // A partial number ("4" of "450") may be out of range, so problems appear only when the field loses the focus.
    if (!problem) draft.begin(path);
  };
  return { value, onChange, error: problem, name, label: label ?? known, min, max, ...rest };
}

export function DraftSlider(props: DraftNumberProps) {
  return <BareSlider {...useNumber(props)} />;
}

export function DraftNumber(props: DraftNumberProps) {
  return <NumberInput {...useNumber(props)} />;
}

interface DraftOptionalNumberProps extends Bound<OptionalNumberPath> {
  /** What an empty field means. */
  placeholder: string;
  unit?: string;
  step?: number;
}

export function DraftOptionalNumber({ path, label, ...rest }: DraftOptionalNumberProps) {
  const draft = useDraft();
  const { value, set, problem, name, label: known } = useField(path);
  const { minimum: min, maximum: max } = BOUNDS[path];
  const onChange = (next: number | null): void => {
    set(next);
    if (!problem) draft.begin(path);
  };
  const field = { value, onChange, error: problem, name, label: label ?? known, min, max };
  return <OptionalNumber {...field} {...rest} />;
}

export function DraftSwitch({ path, label, ...rest }: Bound<PathTo<boolean>>) {
  const { value, set, name, label: known } = useField(path);
  return <BareSwitch checked={value} label={label ?? known} name={name} onChange={set} {...rest} />;
}

type ColourPath = Extract<PathTo<string>, `tokens.brand.${string}`> &
  `tokens.brand.${'primary' | 'secondary' | 'background' | 'surface' | 'text'}`;

interface DraftColourProps extends Bound<ColourPath> {
  contrast?: Contrast | null;
}

export function DraftColour({ path, label, ...rest }: DraftColourProps) {
  const { value, set, problem, name, label: known } = useField(path);
  return (
    <ColourField
      error={problem}
      label={label ?? known}
      name={name}
      onChange={set}
      value={value}
      {...rest}
    />
  );
}

type ChoicePath = Extract<
  Path,
  | 'tokens.brand.scheme'
  | 'tokens.shape.answers'
  | 'tokens.layout.position'
  | 'tokens.motion.style'
  | 'behaviour.session'
  | 'default_engine'
>;

interface DraftChoiceProps<P extends ChoicePath> extends Bound<P> {
  options: readonly Option<ValueAt<P>>[];
}

function useChoice<P extends ChoicePath>({ path, label, options, ...rest }: DraftChoiceProps<P>) {
  const { value, set, problem, name, label: known } = useField(path);
  return {
    error: problem,
    label: label ?? known,
    name,
    onChange: (next: string): void => set(next as ValueAt<P>),
    options: options as readonly Option<string>[],
    value: value as string,
    ...rest,
  };
}

export function DraftSegmented<P extends ChoicePath>(props: DraftChoiceProps<P>) {
  return <BareSegmented {...useChoice(props)} />;
}

export function DraftSelect<P extends ChoicePath>(props: DraftChoiceProps<P>) {
  return <BareSelect {...useChoice(props)} />;
}
