import type { TenantMonth } from '~/api/types';
import { tokensOf } from './figures';

export type CapName = 'messages_per_day' | 'model_tokens_per_month' | 'cost_per_month';

/** How much of a cap is used. */
export interface CapUse {
  name: CapName;
  used: number;
  cap: number;
  /** From 0 up; 1 is all of it. */
  share: number;
  mark: 'none' | 'near' | 'reached';
}

/** From here on a cap is marked. */
const NEAR = 0.8;

function capUse(name: CapName, used: number, cap: number): CapUse {
  const share = cap > 0 ? used / cap : 1;
  return { name, used, cap, share, mark: share >= 1 ? 'reached' : share >= NEAR ? 'near' : 'none' };
}

/** What is used of each of the tenant's caps: the day's messages, the month's model tokens and cost. */
export function capUses({ caps, messages_today, total }: TenantMonth): CapUse[] {
  const used: Record<CapName, number> = {
    cost_per_month: total.cost ?? 0,
    model_tokens_per_month: tokensOf(total),
    messages_per_day: messages_today,
  };
  return (Object.keys(used) as CapName[]).flatMap((name) => {
    const cap = caps[name];
    return typeof cap === 'number' ? [capUse(name, used[name], cap)] : [];
  });
}

/** The cap that is nearest; of two equally near ones, money before tokens before messages. */
export const nearestCap = (tenant: TenantMonth): CapUse | null =>
  capUses(tenant).reduce<CapUse | null>(
    (nearest, use) => (nearest && nearest.share >= use.share ? nearest : use),
    null,
  );
