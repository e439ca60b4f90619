const formatter = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `2 minutes ago`, `yesterday`, `last month`, `just now`. */
export function ago(date: string, now: number = Date.now()): string {
  const seconds = (new Date(date).getTime() - now) / 1000;
  const [unit, length] = UNITS.find(([, least]) => -seconds >= least) ?? [];
  if (!unit || !length) return 'just now';
  return formatter.format(Math.trunc(seconds / length), unit);
}

/** Midnight in the operator's time zone. */
export function startOfDay(now: number = Date.now()): string {
  return new Date(new Date(now).setHours(0, 0, 0, 0)).toISOString();
}
