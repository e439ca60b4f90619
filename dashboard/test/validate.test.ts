import { describe, expect, it } from 'vitest';
import type { Settings } from '~/api/types';
import { eachBounded, NUMBER_PATHS } from '~/draft/bounds';
import { settingsOf } from '~/draft/diff';
import { withValue } from '~/draft/paths';
import { validate } from '~/draft/validate';
import { BOUNDS, type Bound, DOCUMENT_MAX_BYTES } from '~/generated/rulebook';
import { tenant } from './settings';

const settings = settingsOf(tenant());
const problemAt = (path: Parameters<typeof withValue>[1], value: unknown): string | undefined =>
  validate(withValue(settings, path, value)).get(path);

describe('a bound of the rulebook', () => {
  it('allows the numbers at its bounds and none beyond', () => {
    for (const path of NUMBER_PATHS) {
      const { minimum, maximum } = BOUNDS[path];
      expect([problemAt(path, minimum), problemAt(path, maximum)], path).toEqual([
        undefined,
        undefined,
      ]);
      expect(problemAt(path, minimum - 1), path).toBeDefined();
      expect(problemAt(path, maximum + 1), path).toBeDefined();
      expect(problemAt(path, Number.NaN), path).toBeDefined();
    }
    expect(NUMBER_PATHS.length).toBeGreaterThan(15);
  });

  it('counts characters as the service does', () => {
    expect(problemAt('copy.title', '🌱'.repeat(60))).toBeUndefined();
    expect(problemAt('copy.title', '🌱'.repeat(61))).toBe('1 character too long (60 at most).');
    expect(problemAt('copy.welcome_message', 'x'.repeat(1012))).toBe(
      '12 characters too long (1,000 at most).',
    );
  });

  it('says in words what to enter', () => {
    expect(problemAt('behaviour.retention_days', 0)).toBe('Enter a number from 1 to 3,650.');
    expect(problemAt('behaviour.retention_days', 1.5)).toBe(
      'Enter a whole number from 1 to 3,650.',
    );
    expect(problemAt('tokens.brand.primary', 'teal')).toBe(
      'Enter a hex colour, for example #0f766e.',
    );
    expect(problemAt('tokens.typography.font_family', 'a{b}')).toMatch(
      /^It must be a list of font/,
    );
    const rules = [{ pattern: 'hours', answer: '' }];
    const engines = [{ name: 'main', provider: 'rules', rules, fallback: 'Later.' }] as const;
    const problems = validate(withValue(settings, 'engines', engines));
    expect([...problems]).toEqual([['engines.0.rules.0.answer', 'Enter an answer.']]);
  });

  it('is checked for every place of a list', () => {
    const seen: string[] = [];
    const withList = withValue(settings, 'copy.suggestions', ['One?', 'Two?']);
    eachBounded(withList, (_, path, rulebookPath) => {
      if (rulebookPath === 'copy.suggestions.*') seen.push(path);
    });
    expect(seen).toEqual(['copy.suggestions.0', 'copy.suggestions.1']);
  });

  it('has a pattern that browsers support', () => {
    for (const [path, { pattern = '' }] of Object.entries<Bound>(BOUNDS)) {
      expect(() => new RegExp(pattern, 'u'), path).not.toThrow();
    }
  });

  it('is broken in the order in which an operator reads', () => {
    const rules = [
      { pattern: '', answer: '' },
      { pattern: '', answer: 'x' },
    ];
    const engines = [{ name: 'main', provider: 'rules', rules, fallback: 'Later.' }] as const;
    const problems = validate(withValue(withValue(settings, 'engines', engines), 'name', ''));
    expect([...problems.keys()]).toEqual([
      'name',
      'engines.0.rules.0.pattern',
      'engines.0.rules.0.answer',
      'engines.0.rules.1.pattern',
    ]);
  });
});

describe('the document as a whole', () => {
  const bytes = (document: Settings): number =>
    new TextEncoder().encode(JSON.stringify(document)).length;
  const rules = Array.from({ length: 7 }, () => ({ pattern: 'x', answer: 'a'.repeat(8000) }));
  const large = (more: number): Settings => {
    const engines = [{ name: 'main', provider: 'rules', rules, fallback: 'Later.' }] as const;
    const full = withValue(settings, 'engines', engines);
    const room = DOCUMENT_MAX_BYTES - bytes(full) + more;
    return withValue(full, 'prompt', full.prompt + 'p'.repeat(room));
  };

  it('may be as large as the service allows', () => {
    expect(bytes(large(0))).toBe(DOCUMENT_MAX_BYTES);
    expect(validate(large(0)).size).toBe(0);
  });

  it('names what weighs most if it is larger', () => {
    const problems = validate(large(1));
    expect([...problems.keys()]).toEqual(['']);
    expect(problems.get('')).toMatch(
      /^The settings are 64,001 bytes long, but the maximum is 64,000\. Shorten the engine “main”, which takes 56,\d{3}\.$/,
    );
  });
});
