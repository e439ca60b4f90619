import type { AuditItem } from '~/api/types';
import { day } from '~/ui/dates';

const DAY_MS = 86_400_000;

/** `Today`, `Yesterday`, `3 Dec 2026` */
export function dayName(at: string, now: number): string {
  const name = day(at);
  if (name === day(new Date(now).toISOString())) return 'Today';
  const midday = new Date(now).setHours(12, 0, 0, 0);
  return name === day(new Date(midday - DAY_MS).toISOString()) ? 'Yesterday' : name;
}

export interface Day {
  name: string;
  items: AuditItem[];
}

/** What was done, day by day, in the order it comes in. */
export function byDay(items: readonly AuditItem[], now: number): Day[] {
  const days: Day[] = [];
  for (const item of items) {
    const name = dayName(item.at, now);
    const last = days.at(-1);
    if (last?.name === name) last.items.push(item);
    else days.push({ name, items: [item] });
  }
  return days;
}
