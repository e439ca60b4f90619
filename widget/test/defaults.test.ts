import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_CONFIG, withDefaults } from '../src/defaults';

it('takes what it knows and keeps its defaults for the rest', () => {
  const config = withDefaults(DEFAULT_CONFIG, {
    name: 'Acme',
    copy: { title: null, suggestions: ['Hours?'], unknown: 1 },
    tokens: { shape: { width: '400' }, typography: { font_family: 'Inter' } },
  });
  expect(config.name).toBe('Acme');
  expect(config.copy.title).toBe('');
  expect(config.copy.suggestions).toEqual(['Hours?']);
  expect(config.copy).not.toHaveProperty('unknown');
  expect(config.tokens.shape.width).toBe(384);
  expect(config.tokens.typography.font_family).toBe('Inter');
});

it('makes a whole config of any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const config = withDefaults(DEFAULT_CONFIG, value);
      expect(Object.keys(config.tokens.brand)).toEqual(Object.keys(DEFAULT_CONFIG.tokens.brand));
    }),
  );
});
