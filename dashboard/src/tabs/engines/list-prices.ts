import type { EngineSpec, Price } from '~/api/types';
import { COMPATIBLE, choiceOf } from '~/tenant/providers';
import table from './list-prices.json';

/** A provider's price per million model tokens, as it was published. `docs/engines.md` says how to edit the table. */
export interface ListPrice {
  /** The model's name in the table. */
  model: string;
  price: Price;
  /** The page it was read from. */
  source: string;
  /** The day on which the table was last checked, `2026-10-27`. */
  asOf: string;
  /** ISO 4217. */
  currency: string;
}

interface Listed {
  source: string;
  models: Record<string, Price>;
}

const PROVIDERS: Readonly<Record<string, Listed>> = table.providers;

/** A dated version of a model costs what the model does: `-2026-08-07`, `-20251001`, `-latest`. */
const VERSION = /-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;

/** What the engine's model costs by its provider's list, or null. At another address than the provider's own, nothing is known. */
export function listPriceOf(engine: EngineSpec): ListPrice | null {
  const choice = choiceOf(engine);
  const listed = choice === COMPATIBLE ? undefined : PROVIDERS[choice];
  if (!listed || engine.base_url) return null;
  const model = (engine.model ?? '').trim().replace(VERSION, '');
  if (!Object.hasOwn(listed.models, model)) return null;
  const price = listed.models[model];
  if (!price) return null;
  const { source } = listed;
  return { model, price, source, asOf: table.as_of, currency: table.currency };
}
