import { ACCESS } from '~/generated/access';
import type { Role } from './types';

/** Each role may do what those before it may. */
export const ROLES: readonly Role[] = ['viewer', 'support', 'editor', 'owner'];

export const ROLE_NAMES: Record<Role, string> = {
  viewer: 'Viewer',
  support: 'Support',
  editor: 'Editor',
  owner: 'Owner',
};

/** An operation of the API, by its id in openapi.json. */
export type Operation = keyof typeof ACCESS;

interface Who {
  role: Role;
  /** Null: all. */
  tenants: readonly string[] | null;
}

export const isAtLeast = (role: Role, needed: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Whether somebody may do it, with the tenants that they see. */
export function isAllowed(who: Who, operation: Operation): boolean {
  const { role, tenants } = ACCESS[operation];
  return (
    (role === null || isAtLeast(who.role, role)) && (tenants !== 'all' || who.tenants === null)
  );
}
