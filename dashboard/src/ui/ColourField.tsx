import { contrast, formatContrast, toLongHex } from './colour';
import { cx } from './cx';
import { Field, type FieldProps } from './Field';

interface ColourFieldProps extends Omit<FieldProps, 'aside'> {
  value: string;
  onChange: (value: string) => void;
  /** What the verdict is about: this colour is read on `colour`, or `colour` on it. */
  against?: { colour: string; words: string };
  name?: string;
}

/** A native picker and the hex text, with WCAG's verdict beside. */
export function ColourField(props: ColourFieldProps) {
  const { label, help, error, className, value, onChange, against, name } = props;
  return (
    <Field {...{ label, help, error, className }}>
      {({ labelId, ...ids }) => (
        <div className="control flex items-center gap-2 px-2 focus-within:border-accent">
          <input
            aria-label={`${label}, picker`}
            className="size-5 shrink-0 cursor-pointer appearance-none overflow-hidden rounded-[5px] border border-edge bg-transparent p-0 [&::-moz-color-swatch]:border-0 [&::-webkit-color-swatch-wrapper]:p-0 [&::-webkit-color-swatch]:border-0"
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
          {against && !error && <Verdict against={against} colour={value} />}
        </div>
      )}
    </Field>
  );
}

/** As the service keeps it; a pasted value often comes without its `#`. */
function withHash(text: string): string {
  const trimmed = text.trim().toLowerCase();
  return trimmed && !trimmed.startsWith('#') ? `#${trimmed}` : trimmed;
}

interface VerdictProps {
  colour: string;
  against: { colour: string; words: string };
}

function Verdict({ colour, against }: VerdictProps) {
  const ratio = contrast(colour, against.colour);
  if (ratio === null) return null;
  const passes = ratio >= 4.5;
  const number = formatContrast(ratio);
  return (
    <span
      className={cx('shrink-0 font-medium text-xs', passes ? 'text-good-ink' : 'text-warn-ink')}
      title={`Contrast ${number}:1 ${against.words}. WCAG AA asks for 4.5:1.`}
    >
      {passes ? `AA ${number}` : `${number} ${against.words}`}
    </span>
  );
}
