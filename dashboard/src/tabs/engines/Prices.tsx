import type { EngineSpec } from '~/api/types';
import { BOUNDS } from '~/generated/rulebook';
import { OptionalNumber } from '~/ui/OptionalNumber';
import { Group } from './Group';
import { type OptionsProps, summaryOf, useDelayed } from './options';

type Part = 'input' | 'output' | 'cached_input';

/** What a model costs. Once one part is written, input and output are needed: a missing one counts as 0. */
export function Prices(props: OptionsProps) {
  const { price } = props.engine;
  const summary = summaryOf(
    [
      price && `${price.input} in`,
      price && `${price.output} out`,
      typeof price?.cached_input === 'number' && `${price.cached_input} from the cache`,
    ],
    'Not set',
  );
  return (
    <Group paths={[`engines.${props.index}.price`]} summary={summary} title="Prices">
      <p className="text-muted text-sm @md:col-span-2">
        Per million model tokens, in the service’s currency.
      </p>
      <PriceField {...props} label="Input" part="input" placeholder={price ? '0' : 'Not set'} />
      <PriceField {...props} label="Output" part="output" placeholder={price ? '0' : 'Not set'} />
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

function PriceField({ engine, index, onChange, part, ...field }: PriceFieldProps) {
  const path = `engines.${index}.price.${part}`;
  const { problem, delay } = useDelayed(path);
  const { minimum, maximum } = BOUNDS[`engines.*.price.${part}`];
  return (
    <OptionalNumber
      {...field}
      error={problem}
      max={maximum}
      min={minimum}
      name={path}
      onChange={(value) => {
        onChange({ ...engine, price: withPrice(engine, part, value) });
        delay();
      }}
      step={0.1}
      value={engine.price?.[part] ?? null}
    />
  );
}

/** The price with that part. There is none at all once the last part is emptied. */
export function withPrice({ price }: EngineSpec, part: Part, value: number | null) {
  const {
    input,
    output,
    cached_input = null,
  }: Partial<Record<Part, number | null>> = {
    ...price,
    [part]: value,
  };
  if (value === null && !input && !output && cached_input === null) return null;
  return { input: input ?? 0, output: output ?? 0, cached_input };
}
