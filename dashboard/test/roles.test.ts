import { expect, it } from 'vitest';
import { isAllowed } from '~/api/roles';

it('allows what the role and those before it may do', () => {
  const support = { role: 'support', tenants: null } as const;
  expect(isAllowed(support, 'read_tenant')).toBe(true);
  expect(isAllowed(support, 'list_conversations')).toBe(true);
  expect(isAllowed(support, 'update_tenant')).toBe(false);
});

it('keeps what needs all tenants from a role for named ones', () => {
  expect(isAllowed({ role: 'editor', tenants: null }, 'create_tenant')).toBe(true);
  expect(isAllowed({ role: 'owner', tenants: ['acme'] }, 'create_tenant')).toBe(false);
  expect(isAllowed({ role: 'owner', tenants: ['acme'] }, 'update_tenant')).toBe(true);
  expect(isAllowed({ role: 'owner', tenants: ['acme'] }, 'list_operators')).toBe(false);
});

it('lets everybody do what is about their own account', () => {
  expect(isAllowed({ role: 'viewer', tenants: ['acme'] }, 'create_token')).toBe(true);
});
