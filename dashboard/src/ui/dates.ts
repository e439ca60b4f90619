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

/** `3 Dec 2026, 14:05` */
export const minute = (date: string): string => MINUTE.format(new Date(date));
