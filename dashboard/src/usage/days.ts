/** Days and months of usage are those of UTC, as `2026-11-30` and `2026-11`. */
const DAY_MS = 86_400_000;

const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);

export interface Period {
  /** The first day. */
  from: string;
  /** The last day. */
  to: string;
}

/** The last days, today included. */
export const lastDays = (count: number, now: number = Date.now()): Period => ({
  from: iso(now - (count - 1) * DAY_MS),
  to: iso(now),
});

/** From the first of the month until today. */
export function thisMonth(now: number = Date.now()): Period {
  const to = iso(now);
  return { from: `${to.slice(0, 7)}-01`, to };
}

/** Every day of a period, in order. */
export function daysOf({ from, to }: Period): string[] {
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) days.push(iso(time));
  return days;
}

const SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const LONG = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' });

/** `30 Nov` */
export const shortDay = (day: string): string => SHORT.format(Date.parse(day));

/** `Mon, 30 Nov 2026` */
export const longDay = (day: string): string => LONG.format(Date.parse(day));

/** `November`, for `2026-11`. */
export const monthName = (month: string): string => MONTH.format(Date.parse(`${month}-01`));
