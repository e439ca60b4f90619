import { expect, it } from 'vitest';
import { ACCESS } from '~/generated/access';
import { choiceOf, choiceProblem, tenantsOf } from '~/people/choice';
import { reachText } from '~/people/reach';

it('says with which tenants in a few words', () => {
  expect(reachText(null)).toBe('All tenants');
  expect(reachText(['acme'])).toBe('acme');
  expect(reachText(['acme', 'fern'])).toBe('acme and fern');
  expect(reachText(['acme', 'fern', 'lumen', 'oak'])).toBe('acme, fern and 2 more');
});

it('keeps the named tenants while all are chosen', () => {
  const named = choiceOf(['acme']);
  expect(tenantsOf(named)).toEqual(['acme']);
  expect(tenantsOf({ ...named, reach: 'all' })).toBeNull();
});

it('wants at least one tenant, and no more than the service takes', () => {
  expect(choiceProblem(choiceOf(null), 2)).toBeNull();
  expect(choiceProblem(choiceOf([]), 2)).toBe('Choose at least one tenant.');
  expect(choiceProblem(choiceOf(['a', 'b']), 2)).toBeNull();
  expect(choiceProblem(choiceOf(['a', 'b', 'c']), 2)).toMatch('at most 2');
});

it('describes the roles as the service has them', () => {
  const needed = (operation: keyof typeof ACCESS) => {
    const { role, tenants } = ACCESS[operation];
    return tenants === 'all' ? `${role} of all` : role;
  };
  // people/RoleField.tsx says so in words.
  for (const seen of ['read_tenant', 'list_versions', 'read_usage'] as const)
    expect(needed(seen)).toBe('viewer');
  for (const seen of ['list_conversations', 'read_conversation'] as const)
    expect(needed(seen)).toBe('support');
  expect(needed('update_tenant')).toBe('editor');
  expect(needed('create_tenant')).toBe('editor of all');
  for (const done of ['create_key', 'delete_conversation', 'delete_tenant'] as const)
    expect(needed(done)).toBe('owner');
  expect(needed('list_operators')).toBe('owner of all');
});
