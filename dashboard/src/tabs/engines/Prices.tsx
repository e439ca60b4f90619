import type { EngineSpec, Price } from '~/api/types';
import { Group } from './Group';
import { EngineNumber, type OptionsProps, summaryOf } from './options';

type Part = keyof Price;

/** What a model costs. */
export function Prices(props: OptionsProps) {
  return (
    <Group paths={[`engines.${props.index}.price`]} summary={summary(props.engine)} title="Prices">
      <p className="text-muted text-sm @md:col-span-2">
        Per million model tokens, in the service’s currency.
      </p>
      <PriceField {...props} label="Input" part="input" placeholder="Not set" />
      <PriceField {...props} label="Output" part="output" placeholder="Not set" />
      <PriceField
        {...props}
        help="What the provider read from its cache."
        label="Cached input"
        part="cached_input"
        placeholder="As input"
      />
    </Group>
  );
}

interface PriceFieldProps extends OptionsProps {
  part: Part;
  label: string;
  help?: string;
  placeholder: string;
}

/** Input and output need each other. */
const NEEDED = ['price.input', 'price.output'] as const;

function PriceField({ engine, onChange, part, ...field }: PriceFieldProps) {
  return (
    <EngineNumber
      {...field}
      concerns={NEEDED}
      onChange={(value) => onChange({ ...engine, price: withPrice(engine, part, value) })}
      place={`price.${part}`}
      step={0.1}
      value={engine.price?.[part] ?? null}
    />
  );
}

/** The price with that part. There is none at all once the last part is emptied. */
export function withPrice({ price }: EngineSpec, part: Part, value: number | null): Price | null {
  const parts = { input: null, output: null, cached_input: null, ...price, [part]: value };
  const isEmpty = Object.values(parts).every((one) => one === null);
  // A draft may lack a half, which its validation reports.
  return isEmpty ? null : (parts as Price);
}

function summary({ price }: EngineSpec): string {
  const said = (value: number | null | undefined, of: string) =>
    typeof value === 'number' && `${value} ${of}`;
  return summaryOf(
    [
      said(price?.input, 'in'),
      said(price?.output, 'out'),
      said(price?.cached_input, 'from the cache'),
    ],
    'Not set',
  );
}
