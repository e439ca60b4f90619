import type { EngineSpec, PeriodUsage, Settings } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { USUAL } from '~/draft/engine-facts';
import { averageOf, costOf } from '~/usage/averages';

type Priced = Pick<Settings, 'caps' | 'engines' | 'default_engine'>;

/**
 * What a day may cost at most: every message with a full window, answered by the dearest engine at full length. Beside it, what the same
 * messages cost by the default engine's averages, if there are any. `usage`: of the last 30 days.
 */
export function worstDay(
  settings: Priced,
  money: (amount: number) => string,
  usage?: PeriodUsage,
): string {
  const { caps, engines } = settings;
  const messages = caps.messages_per_day;
  if (messages === null) return 'Without a cap, only the limits per minute hold.';
  const perMessage = Math.max(0, ...engines.map(worstMessage));
  if (perMessage === 0) return 'All visitors together.';
  const worst = money((messages * perMessage) / 1e6);
  const usual = usage && usualMessage(settings, usage);
  const usually = usual
    ? ` By the averages of the last 30 days, about ${money(messages * usual)}.`
    : '';
  return `At most ${grouped(messages)} messages. At these prices they cost ${worst} at the very worst.${usually}`;
}

function usualMessage({ engines, default_engine }: Priced, usage: PeriodUsage): number | null {
  const price = engines.find(({ name }) => name === default_engine)?.price;
  const average = averageOf(usage, default_engine);
  return price && average ? costOf(average, price) : null;
}

/** In millionths of the currency's unit. */
function worstMessage({ price, context_tokens, max_output_tokens }: EngineSpec): number {
  if (!price) return 0;
  const input = context_tokens ?? USUAL.context_tokens;
  const output = max_output_tokens ?? USUAL.max_output_tokens;
  return input * price.input + output * price.output;
}
