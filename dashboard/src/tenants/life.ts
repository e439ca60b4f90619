import type { TenantSummary } from '~/api/types';
import { nameFailing } from '~/tenant/explain-fault';
import { ago, startOfDay } from '~/ui/time';

/** The line about a tenant in the list. `activity` is counted since the start of the day. */
export function lifeOf(tenant: TenantSummary, now: number = Date.now()): string {
  const { activity, updated_at, failing_engines } = tenant;
  const [failing] = failing_engines;
  if (failing) return nameFailing(failing, now);
  if (!activity) return `Edited ${ago(updated_at, now)}`;
  const { conversations, more, last_active_at: last } = activity;
  if (conversations > 0) {
    const noun = conversations === 1 && !more ? 'conversation' : 'conversations';
    return `${conversations}${more ? '+' : ''} ${noun} today`;
  }
  if (!last) return 'Not used yet';
  // By the calendar, so yesterday evening is still "yesterday" this morning.
  const days = Math.ceil((Date.parse(startOfDay(now)) - Date.parse(last)) / 86_400_000);
  if (days <= 1) return 'Last active yesterday';
  return `Last active ${ago(last, now)}`;
}
