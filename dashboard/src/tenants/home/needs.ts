import type { TenantMonth, TenantSummary } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { explainFailing } from '~/tenant/explain-fault';
import type { TabPath } from '~/tenant/tabs';
import { type CapName, type CapUse, nearestCap } from '~/usage/caps';
import { monthName } from '~/usage/days';
import { compact, percent } from '~/usage/figures';
import { moneyIn } from '~/usage/money';

/** Something that needs a hand. */
export interface Need {
  key: string;
  kind: 'Engine' | 'Cap';
  slug: string;
  name: string;
  /** What is the matter, as a sentence after the tenant's name. */
  text: string;
  /** The button: a verb, and where it leads. */
  action: string;
  tab: TabPath;
  field: string;
  isUrgent: boolean;
}

interface Month {
  tenants: readonly TenantMonth[];
  currency: string;
  month: string;
}

/** `$40.00`, `10M model tokens`, `2,000 messages` */
export function capIn(name: CapName, amount: number, currency: string): string {
  if (name === 'cost_per_month') return moneyIn(currency)(amount);
  return name === 'messages_per_day'
    ? `${grouped(amount)} messages`
    : `${compact(amount)} model tokens`;
}

const failing = (tenants: readonly TenantSummary[]): Need[] =>
  tenants.flatMap(({ slug, name, failing_engines }) =>
    failing_engines.map((engine) => ({
      key: `${slug} ${engine.engine}`,
      kind: 'Engine' as const,
      slug,
      name,
      text: explainFailing(engine),
      action: 'Open',
      tab: 'engines' as const,
      field: '',
      isUrgent: true,
    })),
  );

function textOf({ name, cap, share, mark }: CapUse, { currency, month }: Month): string {
  const whole = capIn(name, cap, currency);
  const isDay = name === 'messages_per_day';
  const when = isDay ? 'today' : monthName(month);
  if (mark === 'near')
    return `${percent(Math.floor(share * 100) / 100)} of the cap of ${whole} for ${when} is used.`;
  const until = isDay ? 'midnight UTC' : 'the month ends (UTC)';
  return `The cap of ${whole} for ${when} is reached. Visitors read the limit message until ${until}.`;
}

const capped = (month: Month): Need[] =>
  month.tenants
    .flatMap((tenant) => {
      const use = nearestCap(tenant);
      return use && use.mark !== 'none' ? [{ tenant, use }] : [];
    })
    .toSorted((a, b) => b.use.share - a.use.share)
    .map(({ tenant: { slug, name }, use }) => ({
      key: `${slug} ${use.name}`,
      kind: 'Cap',
      slug,
      name,
      text: textOf(use, month),
      action: 'Change cap',
      tab: 'behaviour',
      field: `caps.${use.name}`,
      isUrgent: use.mark === 'reached',
    }));

/** What needs a hand, in the order in which it matters: engines that cannot answer, caps that are reached, caps that are near. */
export const needs = (tenants: readonly TenantSummary[], month: Month): Need[] => [
  ...failing(tenants),
  ...capped(month),
];
