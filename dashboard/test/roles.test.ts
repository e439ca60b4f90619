import { expect, it } from 'vitest';
import { isAllowed } from '~/api/roles';

it('allows what the role and those before it may do', () => {
  const support = { role: 'support', tenants: null } as const;
  expect(isAllowed(support, { role: 'viewer' })).toBe(true);
  expect(isAllowed(support, { role: 'support' })).toBe(true);
  expect(isAllowed(support, { role: 'editor' })).toBe(false);
});

it('keeps what needs all tenants from a role for named ones', () => {
  const all = { role: 'editor', tenants: 'all' } as const;
  expect(isAllowed({ role: 'editor', tenants: null }, all)).toBe(true);
  expect(isAllowed({ role: 'owner', tenants: ['acme'] }, all)).toBe(false);
  expect(isAllowed({ role: 'owner', tenants: ['acme'] }, { role: 'editor' })).toBe(true);
});
