import type { EngineSpec, PeriodUsage } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { ASSUMED, type Average, averageOf, costOf } from './averages';

/** What an estimate is about if there is no cap on messages. */
const USUAL_MESSAGES = 2000;

const BASIS: Record<Average['of'], (tokens: string) => string> = {
  engine: (tokens) => `By this engine’s averages of the last 30 days (${tokens}).`,
  tenant: (tokens) => `By the averages of all engines in the last 30 days (${tokens}).`,
  assumption: (tokens) => `There are too few answers to go by yet, so this assumes ${tokens}.`,
};

/**
 * What an engine's answers cost, in sentences, or null if it has no price. `usage`: of the last 30 days, undefined if it could not be read;
 * `messages`: a day's cap.
 */
export function estimateOf(
  { name, price }: EngineSpec,
  usage: PeriodUsage | undefined,
  messages: number | null | undefined,
  money: (amount: number) => string,
): string | null {
  if (!price || !Number.isFinite(price.input) || !Number.isFinite(price.output)) return null;
  const average = (usage && averageOf(usage, name)) ?? ASSUMED;
  const count = messages ?? USUAL_MESSAGES;
  const cost = costOf(average, price);
  const tokens = `${grouped(Math.round(average.input))} tokens in, ${grouped(Math.round(average.output))} out`;
  const answer = `About ${money(cost)} a message, ${money(cost * count)} at ${grouped(count)} messages.`;
  return `${answer} ${BASIS[average.of](tokens)}`;
}
