const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const MINUTE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** `3 Dec 2026`, in the operator's time zone. */
export const day = (date: string): string => DAY.format(new Date(date));

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** `14:05` today, and `3 Dec 2026, 14:05` on other days. */
export function since(date: string, now: number = Date.now()): string {
  const isToday = day(date) === DAY.format(now);
  return isToday ? TIME.format(new Date(date)) : minute(date);
}

/** `3 Dec 2026, 14:05` */
export const minute = (date: string): string => MINUTE.format(new Date(date));
