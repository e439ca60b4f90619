import type { EngineSpec, Settings } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { USUAL } from '~/draft/engine-facts';

const MONEY = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** What a day may cost at most: every message with a full window, answered by the dearest engine at full length. */
export function worstDay({ caps, engines }: Pick<Settings, 'caps' | 'engines'>): string {
  const messages = caps.messages_per_day;
  if (messages === null) return 'Without a cap, only the limits per minute hold.';
  const perMessage = Math.max(0, ...engines.map(worstMessage));
  if (perMessage === 0) return 'All visitors together.';
  const cost = (messages * perMessage) / 1e6;
  const said = MONEY.format(cost < 20 ? cost : Math.ceil(cost));
  return `At most ${grouped(messages)} messages. At these prices they cost ${said} at the very worst.`;
}

/** In millionths of the currency's unit. */
function worstMessage({ price, context_tokens, max_output_tokens }: EngineSpec): number {
  if (!price) return 0;
  const input = context_tokens ?? USUAL.context_tokens;
  const output = max_output_tokens ?? USUAL.max_output_tokens;
  return input * price.input + output * price.output;
}
