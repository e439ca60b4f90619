import { formatContrast, toLongHex } from './colour';
import { cx } from './cx';
import { Field, type FieldProps } from './Field';

/** The colour's WCAG contrast where it is used. */
export interface Contrast {
  ratio: number;
  where: string;
  /** What is wrong and what to do about it; absent if the contrast passes AA. */
  advice?: string;
}

interface ColourFieldProps extends Omit<FieldProps, 'aside'> {
  value: string;
  onChange: (value: string) => void;
  contrast?: Contrast | null;
  name?: string;
}

/** A native colour picker and a hex input, with the contrast beside them. */
export function ColourField(props: ColourFieldProps) {
  const { label, help, error, className, value, onChange, contrast, name } = props;
  const note = contrast?.advice ? (
    <>
      {help} <span className="text-warn-ink">{contrast.advice}</span>
    </>
  ) : (
    help
  );
  return (
    <Field {...{ label, help: note, error, className }}>
      {({ labelId, ...ids }) => (
        <div className="control flex items-center gap-2 px-2 focus-within:border-accent">
          <input
            aria-label={`${label}, picker`}
            className="size-6 shrink-0 cursor-pointer appearance-none overflow-hidden rounded-[5px] border border-edge bg-transparent p-0 pointer-coarse:size-8 [&::-moz-color-swatch]:border-0 [&::-webkit-color-swatch-wrapper]:p-0 [&::-webkit-color-swatch]:border-0"
            onChange={(event) => onChange(event.target.value)}
            type="color"
            value={toLongHex(value)}
          />
          <input
            autoComplete="off"
            className="h-8.5 w-full min-w-0 bg-transparent font-mono text-sm uppercase outline-none"
            maxLength={9}
            name={name}
            onChange={(event) => onChange(withHash(event.target.value))}
            spellCheck={false}
            value={value}
            {...ids}
          />
          {contrast && !error && <Badge {...contrast} />}
        </div>
      )}
    </Field>
  );
}

/** The form that the service stores. Pasted values often lack the `#`. */
function withHash(text: string): string {
  const trimmed = text.trim().toLowerCase();
  return trimmed && !trimmed.startsWith('#') ? `#${trimmed}` : trimmed;
}

function Badge({ ratio, where, advice }: Contrast) {
  const number = formatContrast(ratio);
  return (
    <span
      className={cx('shrink-0 font-medium text-xs', advice ? 'text-warn-ink' : 'text-good-ink')}
      title={`Contrast ${number}:1 ${where}`}
    >
      {advice ? `${number}:1` : `AA ${number}`}
    </span>
  );
}
