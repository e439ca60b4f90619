import type { ConversationSummary } from '~/api/types';

/** The order in which a reader who has scrolled down sees the rows: `active_at` by id, as it was then. */
export type Held = ReadonlyMap<string, string>;

export const hold = (rows: readonly ConversationSummary[]): Held =>
  new Map(rows.map(({ id, active_at }) => [id, active_at]));

export interface Ordered {
  rows: ConversationSummary[];
  /** How many rows will move to the top, or appear there. */
  above: number;
}

/** The rows as they are now, in the order that is held. What is older than the held rows follows them. */
export function inOrder(live: ConversationSummary[], held: Held | null): Ordered {
  if (!held) return { rows: live, above: 0 };
  const byId = new Map(live.map((row) => [row.id, row]));
  const kept = [...held.keys()].flatMap((id) => byId.get(id) ?? []);
  const end = [...held.values()].at(-1) ?? '';
  const isOlder = ({ id, active_at }: ConversationSummary): boolean =>
    !held.has(id) && active_at <= end;
  const isNews = (row: ConversationSummary): boolean =>
    held.has(row.id) ? held.get(row.id) !== row.active_at : !isOlder(row);
  return { rows: [...kept, ...live.filter(isOlder)], above: live.filter(isNews).length };
}

/** Holds rows that were loaded since, too. */
export const holdMore = (held: Held, { rows }: Ordered): Held =>
  new Map(rows.map(({ id, active_at }) => [id, held.get(id) ?? active_at]));
