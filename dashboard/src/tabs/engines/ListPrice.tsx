import type { EngineSpec, Price } from '~/api/types';
import { same } from '~/draft/diff';
import { Button } from '~/ui/Button';
import { day } from '~/ui/dates';
import { moneyIn } from '~/usage/money';
import { useCurrency } from '~/usage/useMoney';
import { listPriceOf } from './list-prices';

interface ListPriceProps {
  engine: EngineSpec;
  onUse: (price: Price) => void;
}

/** Offers the published price of a model that is in the table, if that is in the service's currency. */
export function ListPrice({ engine, onUse }: ListPriceProps) {
  const listed = listPriceOf(engine);
  const currency = useCurrency();
  if (!listed) return null;
  const { model, price, source, asOf } = listed;
  const isUsed = same(engine.price, price);
  const isOurs = listed.currency === currency;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-control bg-sunken px-3 py-2 @md:col-span-2">
      <p className="min-w-48 flex-1 text-muted text-sm">
        {isUsed ? `This is the list price of ${model}` : `List price of ${model}: `}
        {!isUsed && inWords(price, moneyIn(listed.currency))}, as of {day(asOf)} ({source}).
        {!isOurs && ` The service’s currency is ${currency}, so convert it yourself.`}
      </p>
      {isOurs && !isUsed && <Button onClick={() => onUse(price)}>Use list price</Button>}
    </div>
  );
}

const inWords = (
  { input, output, cached_input }: Price,
  money: (amount: number) => string,
): string => {
  const cached = typeof cached_input === 'number' && `${money(cached_input)} cached`;
  return [`${money(input)} in`, `${money(output)} out`, cached].filter(Boolean).join(', ');
};
