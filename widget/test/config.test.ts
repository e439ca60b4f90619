import fc from 'fast-check';
import { expect, it } from 'vitest';
import openapi from '../../crates/admin/openapi.json';
import { withParts } from '../src/config';
import { config } from './fixture';

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

interface Schema {
  required?: string[];
  properties: Record<string, { default?: unknown }>;
}

it('keeps its groups whatever it is given', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const merged = withParts(config(), value);
      expect(Object.keys(merged.tokens.brand)).toEqual(Object.keys(config().tokens.brand));
    }),
  );
});

it('has exactly the fields that the service promises', () => {
  const schemas = openapi.components.schemas as unknown as Record<string, Schema>;
  const named = (name: string) => Object.keys(schemas[name]?.properties ?? {}).sort();
  const { tokens, copy, behaviour } = config();
  expect(schemas.WidgetConfig?.required?.slice().sort()).toEqual(Object.keys(config()).sort());
  expect(named('PublicBehaviour')).toEqual(Object.keys(behaviour).sort());
  expect(named('Copy')).toEqual(Object.keys(copy).sort());
  for (const [group, values] of Object.entries(tokens)) {
    const schema = group[0]?.toUpperCase() + group.slice(1);
    expect(named(schema)).toEqual(Object.keys(values).sort());
    // The fixture looks like a new tenant, so that tests see what an owner starts with.
    for (const [name, value] of Object.entries(values)) {
      expect([name, schemas[schema]?.properties[name]?.default]).toEqual([name, value]);
    }
  }
});
