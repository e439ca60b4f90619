import type { TenantMonth, TenantSummary } from '~/api/types';
import { type CapUse, nearestCap } from '~/usage/caps';
import { tokensOf } from '~/usage/figures';

/** A tenant's line. */
export interface Row extends TenantMonth {
  cap: CapUse | null;
  isFailing: boolean;
  /** Nobody has written yet. */
  isUnused: boolean;
}

/** `summaries`: the list of tenants, which may not reach as far. */
export function rowsOf(months: readonly TenantMonth[], summaries: readonly TenantSummary[]): Row[] {
  const known = new Map(summaries.map((summary) => [summary.slug, summary]));
  return months.map((tenant) => {
    const { failing_engines: failing = [], activity } = known.get(tenant.slug) ?? {};
    const isUnused = Boolean(activity && !activity.last_active_at) && tenant.total.messages === 0;
    return { ...tenant, cap: nearestCap(tenant), isFailing: failing.length > 0, isUnused };
  });
}

export type SortKey = 'name' | 'messages' | 'spent' | 'cap';

export interface Sort {
  by: SortKey;
  isDescending: boolean;
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const COMPARE: Record<SortKey, (a: Row, b: Row) => number> = {
  name: (a, b) => byName.compare(a.name, b.name),
  messages: (a, b) => a.total.messages - b.total.messages,
  // Tenants without prices come after those with, by their tokens.
  spent: (a, b) =>
    (a.total.cost ?? -1) - (b.total.cost ?? -1) || tokensOf(a.total) - tokensOf(b.total),
  cap: (a, b) => (a.cap?.share ?? -1) - (b.cap?.share ?? -1),
};

/** Equal ones are in the order of their names. */
export function sorted(rows: readonly Row[], { by, isDescending }: Sort): Row[] {
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => sign * COMPARE[by](a, b) || COMPARE.name(a, b));
}

/** Choosing a column again turns its order round. Numbers begin with the largest. */
export const nextSort = (sort: Sort, by: SortKey): Sort =>
  sort.by === by ? { by, isDescending: !sort.isDescending } : { by, isDescending: by !== 'name' };
