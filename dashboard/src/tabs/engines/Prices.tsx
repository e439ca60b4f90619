import { useQuery } from '@tanstack/react-query';
import type { EngineSpec, Price } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { lastDays } from '~/usage/days';
import { estimateOf } from '~/usage/estimate';
import { usageQuery } from '~/usage/queries';
import { useCurrency, useMoney } from '~/usage/useMoney';
import { withPrice } from './edit';
import { Group } from './Group';
import { ListPrice } from './ListPrice';
import { EngineNumber, type OptionsProps, summaryOf } from './options';

type Part = keyof Price;

/** What a model costs. */
export function Prices(props: OptionsProps) {
  const { engine, onChange } = props;
  const currency = useCurrency();
  return (
    <Group paths={[`engines.${props.index}.price`]} summary={summary(engine)} title="Prices">
      <p className="text-muted text-sm @md:col-span-2">Per million model tokens, in {currency}.</p>
      <ListPrice engine={engine} onUse={(price) => onChange({ ...engine, price })} />
      <PriceField {...props} label="Input" part="input" placeholder="Not set" />
      <PriceField {...props} label="Output" part="output" placeholder="Not set" />
      <PriceField
        {...props}
        help="What the provider read from its cache."
        label="Cached input"
        part="cached_input"
        placeholder="As input"
      />
      <Estimate engine={engine} />
    </Group>
  );
}

/** What answers cost at these prices. */
function Estimate({ engine }: { engine: EngineSpec }) {
  const slug = useDraftState(({ base }) => base.slug);
  const messages = useDraftState(({ settings }) => settings.caps.messages_per_day);
  const usage = useQuery(usageQuery(slug, lastDays(30)));
  const estimate = estimateOf(engine, usage.data, messages, useMoney());
  if (!estimate || usage.isPending) return null;
  return <p className="text-muted text-sm @md:col-span-2">{estimate}</p>;
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
