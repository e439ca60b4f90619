/** What the address asks for. Dates are days in the operator's time zone, both included. */
export interface Filter {
  tenant?: string;
  /** An operator's id. */
  operator?: string;
  from?: string;
  to?: string;
}

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const OPERATOR = /^o_[0-9a-f]{32}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const isSlug = (text: string): boolean =>
  SLUG.test(text) && text.length >= 2 && text.length <= 40;
const isOperator = (text: string): boolean => OPERATOR.test(text);
export const isDay = (text: string): boolean => DAY.test(text) && !Number.isNaN(Date.parse(text));

const CHECKS: Record<keyof Filter, (text: string) => boolean> = {
  tenant: isSlug,
  operator: isOperator,
  from: isDay,
  to: isDay,
};

/** Keeps what is valid, because it comes from the address bar. */
export function filterOf(search: Record<string, unknown>): Filter {
  const found: Filter = {};
  for (const [name, isValid] of Object.entries(CHECKS) as [keyof Filter, typeof isDay][]) {
    // A slug of digits is read as a number.
    const value = search[name];
    const text = typeof value === 'number' ? `${value}` : value;
    if (typeof text === 'string' && isValid(text)) found[name] = text;
  }
  return found;
}

const midnight = (day: string, later = 0): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
};

/** As the service takes it: `to` is excluded there, so it is the midnight after. */
export const queryOf = ({ from, to, ...rest }: Filter) => ({
  ...rest,
  ...(from && { from: midnight(from) }),
  ...(to && { to: midnight(to, 1) }),
});

export const isFiltered = (filter: Filter): boolean => Object.keys(filter).length > 0;

/** Whether the period ends before it begins. */
export const isBackwards = ({ from, to }: Filter): boolean =>
  from !== undefined && to !== undefined && to < from;
