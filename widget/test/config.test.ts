import fc from 'fast-check';
import { expect, it } from 'vitest';
import openapi from '../../crates/admin/openapi.json';
import { withParts } from '../src/config';
import { config } from './config.mjs';

it('overrides the fields that it knows and keeps the rest', () => {
  const merged = withParts(config(), {
    name: 'Acme',
    copy: { title: undefined, suggestions: ['Hours?'], unknown: 1 },
    tokens: { typography: { font_family: 'Inter' } },
  });
  expect(merged.name).toBe('Acme');
  expect(merged.copy.title).toBe(config().copy.title);
  expect(merged.copy.suggestions).toEqual(['Hours?']);
  expect(merged.copy).not.toHaveProperty('unknown');
  expect(merged.tokens.typography).toEqual({ ...config().tokens.typography, font_family: 'Inter' });
  expect(merged.tokens.shape).toEqual(config().tokens.shape);
});

it('keeps its groups whatever it is given', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const merged = withParts(config(), value);
      expect(Object.keys(merged.tokens.brand)).toEqual(Object.keys(config().tokens.brand));
    }),
  );
});

it('has exactly the fields that the service promises', () => {
  const { WidgetConfig, PublicBehaviour } = openapi.components.schemas;
  expect(WidgetConfig.required.slice().sort()).toEqual(Object.keys(config()).sort());
  expect(Object.keys(PublicBehaviour.properties).sort()).toEqual(
    Object.keys(config().behaviour).sort(),
  );
});
