import { describe, expect, it } from 'vitest';
import { carryOver, changes, differences, merge, same, settingsOf } from '~/draft/diff';
import { withValue } from '~/draft/paths';
import { tenant } from './settings';

const base = settingsOf(tenant());

describe('comparing', () => {
  it('takes absent for null, and lists by their items', () => {
    expect(same({ name: 'main', base_url: null }, { name: 'main' })).toBe(true);
    expect(same(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(changes(base, structuredClone(base))).toEqual([]);
  });

  it('leaves out what is not for operators to set', () => {
    expect(Object.keys(base)).not.toContain('revision');
    expect(Object.keys(base)).not.toContain('provider_keys');
  });
});

describe('two versions', () => {
  const mine = withValue(withValue(base, 'name', 'Mine'), 'prompt', 'Mine');
  const theirs = withValue(withValue(base, 'name', 'Theirs'), 'tokens.shape.radius', 4);

  it('differ in fields, each with who changed it', () => {
    const found = differences(base, mine, theirs).map(({ path, changedBy }) => [path, changedBy]);
    expect(new Map(found as [string, string][])).toEqual(
      new Map([
        ['name', 'both'],
        ['prompt', 'me'],
        ['tokens.shape.radius', 'them'],
      ]),
    );
  });

  it('become one by what was chosen', () => {
    const merged = merge(theirs, mine, ['prompt']);
    expect(merged.name).toBe('Theirs');
    expect(merged.prompt).toBe('Mine');
    expect(merged.tokens.shape.radius).toBe(4);
  });

  it('carry later edits over what was saved', () => {
    const later = withValue(mine, 'tokens.shape.width', 400);
    const saved = withValue(mine, 'name', 'Normalised');
    const now = carryOver(mine, later, saved);
    expect(now.name).toBe('Normalised');
    expect(now.tokens.shape.width).toBe(400);
  });
});
