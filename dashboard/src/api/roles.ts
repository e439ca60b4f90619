import type { Role } from './types';

/** Each role may do what those before it may. */
const ROLES: readonly Role[] = ['viewer', 'support', 'editor', 'owner'];

export interface Access {
  /** The least role. */
  role: Role;
  /** `all`: the role must be for all tenants. Otherwise it is for the tenants that the operator sees. */
  tenants?: 'all';
}

/** Whether somebody may do what needs this access (openapi.json, `x-bubblechat-access`). */
export const isAllowed = (
  who: { role: Role; tenants?: readonly string[] | null },
  { role, tenants }: Access,
): boolean =>
  ROLES.indexOf(who.role) >= ROLES.indexOf(role) &&
  (tenants !== 'all' || (who.tenants ?? null) === null);
