import { describe, expect, it } from 'vitest';
import type { EngineSpec } from '~/api/types';
import { settingsOf } from '~/draft/diff';
import { RESERVED_HEADERS, USUAL } from '~/draft/engine-facts';
import { validate } from '~/draft/validate';
import { textsOf } from '~/editor/conflict-text';
import { withPrice } from '~/tabs/engines/edit';
import { lacksHost, listSecrets } from '~/tenant/secrets';
import openapi from '../../crates/admin/openapi.json';
import validation from '../../crates/core/src/tenant/validate/engines.rs?raw';
import { tenant } from './settings';

const main: EngineSpec = { name: 'main', provider: 'openai', model: 'gpt-5-mini' };

const problemsOf = (engine: EngineSpec) =>
  validate(settingsOf(tenant({ engines: [engine], visitor_engines: ['main'] })));

describe('a price', () => {
  const half = { ...main, price: withPrice(main, 'input', 2) };

  it('is there while a part of it is written', () => {
    expect(half.price).toEqual({ input: 2, output: null, cached_input: null });
    const both = { ...main, price: withPrice(half, 'output', 8) };
    expect(withPrice(both, 'input', null)).toEqual({ input: null, output: 8, cached_input: null });
    expect(withPrice(half, 'input', null)).toBeNull();
  });

  it('lacks no half', () => {
    const of = (engine: EngineSpec) => [...problemsOf(engine).keys()];
    expect(of(half)).toEqual(['engines.0.price.output']);
    expect(of({ ...main, price: withPrice(main, 'output', 0) })).toEqual(['engines.0.price.input']);
    expect(of({ ...main, price: withPrice(main, 'cached_input', 1) })).toEqual([
      'engines.0.price.input',
      'engines.0.price.output',
    ]);
    expect(of({ ...main, price: withPrice(half, 'output', 0) })).toEqual([]);
  });

  it('is told from another in a conflict, by the parts that are set', () => {
    const path = ['engines', 'main', 'price'];
    const mine = { input: 2, output: 8, cached_input: 0 };
    const theirs = { input: 2, output: 8 };
    const difference = { path, base: null, mine, theirs, changedBy: 'both' } as const;
    expect(textsOf(difference)).toEqual({ mine: '2 in, 8 out, 0 cached', theirs: '2 in, 8 out' });
  });

  it('has numbers only, within the bounds', () => {
    const typo = withPrice({ ...main, price: { input: 1, output: 1 } }, 'output', Number.NaN);
    expect(problemsOf({ ...main, price: typo }).get('engines.0.price.output')).toBe(
      'Enter a number from 0 to 10,000.',
    );
  });
});

describe('an address with a placeholder', () => {
  const azure = { ...main, base_url: 'https://RESOURCE.openai.azure.com/openai/v1/' };

  it('is nobody’s, so it has no key', () => {
    expect(lacksHost(azure)).toBe(true);
    expect(listSecrets([azure], {})).toEqual([]);
    expect(lacksHost({ ...azure, base_url: 'https://acme.openai.azure.com/openai/v1/' })).toBe(
      false,
    );
  });
});

describe('what is written here of the service', () => {
  it('about engines without an option is what the API says', () => {
    const fields = Object.entries(openapi.components.schemas.EngineSpec.properties);
    const described = fields.flatMap(([name, field]) => {
      const text = 'description' in field ? field.description : '';
      const [, usual] = /([\d,]+) if left out/.exec(text) ?? [];
      return usual ? [[name, Number(usual.replaceAll(',', ''))]] : [];
    });
    expect(USUAL).toEqual(Object.fromEntries(described));
  });

  it('about reserved headers is what it refuses', () => {
    const [, list = ''] = /RESERVED_HEADERS: \[&str; \d+\] = \[([^\]]+)\]/.exec(validation) ?? [];
    const names = [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    expect([...RESERVED_HEADERS]).toEqual(names);
  });
});

it.each(['headers', 'auth'])('a reserved header is refused: %s', (field) => {
  const value = field === 'headers' ? ['x-org', 'host'] : 'host';
  const problems = problemsOf({ ...main, [field]: value });
  expect([...problems]).toEqual([
    [
      field === 'headers' ? 'engines.0.headers.1' : 'engines.0.auth',
      'The service writes this header itself. Choose another one.',
    ],
  ]);
});
