import { describe, expect, it } from 'vitest';
import { changes, same, settingsOf } from '~/draft/diff';
import { tenant } from './settings';

const base = settingsOf(tenant());

describe('comparing', () => {
  it('treats absent as null, and compares lists by their items', () => {
    expect(same({ name: 'main', base_url: null }, { name: 'main' })).toBe(true);
    expect(same(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(changes(base, structuredClone(base))).toEqual([]);
  });

  it('ignores what operators cannot set', () => {
    expect(Object.keys(base)).not.toContain('revision');
    expect(Object.keys(base)).not.toContain('provider_keys');
    expect(Object.keys(base)).not.toContain('updated_by');
  });
});
