import { describe, expect, it } from 'vitest';
import type { EngineSpec, Settings } from '~/api/types';
import { settingsOf } from '~/draft/diff';
import { toHost } from '~/draft/hosts';
import { validate } from '~/draft/validate';
import {
  inOrder,
  moved,
  withName,
  withNewEngine,
  withoutEngine,
  withProvider,
} from '~/tabs/engines/edit';
import { explainTest } from '~/tabs/engines/explain-test';
import { choiceOf, keyedProviders, lacksKey } from '~/tenant/providers';
import { tenant } from './settings';

const main: EngineSpec = { name: 'main', provider: 'openai', model: 'gpt-5-mini' };
const rules: EngineSpec = { name: 'rules', provider: 'rules', rules: [], fallback: 'Later.' };

const settings = (parts: Partial<Settings> = {}): Settings =>
  settingsOf(tenant({ engines: [main, rules], visitor_engines: ['main', 'rules'], ...parts }));

const problems = (parts: Partial<Settings>): string[] => [...validate(settings(parts)).keys()];

describe('engines', () => {
  it('update references when they are renamed', () => {
    const renamed = withName(settings(), 0, 'gpt');
    expect(renamed.default_engine).toBe('gpt');
    expect(renamed.visitor_engines).toEqual(['gpt', 'rules']);
    expect(validate(renamed).size).toBe(0);
  });

  it('leave no references behind when they are removed', () => {
    const left = withoutEngine(settings(), 0);
    expect(left).toMatchObject({ default_engine: 'rules', visitor_engines: ['rules'] });
    expect(withoutEngine(settings(), 1).default_engine).toBe('main');
  });

  it('get unused names', () => {
    const three = withNewEngine(settings());
    expect(withNewEngine(three).engines.map(({ name }) => name)).toEqual([
      'main',
      'rules',
      'engine-3',
      'engine-4',
    ]);
  });

  it('keep only the settings that fit the provider', () => {
    const own: EngineSpec = { ...main, base_url: 'https://llm.example/v1' };
    expect(withProvider(own, 'echo')).toEqual({ name: 'main', provider: 'echo' });
    expect(withProvider(own, 'groq')).toMatchObject({ model: '', base_url: own.base_url });
    expect(withProvider(own, 'bedrock').base_url).toBeNull();
    expect(withProvider(own, 'rules')).not.toHaveProperty('model');
    expect(withProvider(rules, 'openai')).not.toHaveProperty('rules');
  });

  it('that speak OpenAI’s protocol are OpenAI with an address, which they need', () => {
    const compatible = withProvider(main, 'openai-compatible');
    expect(compatible).toMatchObject({ provider: 'openai', base_url: '' });
    expect(choiceOf(compatible)).toBe('openai-compatible');
    expect(problems({ engines: [{ ...compatible, model: 'm' }] })).toContain('engines.0.base_url');
    expect(
      withProvider({ ...compatible, base_url: 'https://llm.example' }, 'openai'),
    ).toMatchObject({
      base_url: null,
    });
  });

  it('become the default where none answers yet', () => {
    const bare: EngineSpec = { name: 'main', provider: 'rules', rules: [], fallback: 'Later.' };
    const first = withNewEngine(settings({ engines: [bare], default_engine: 'main' }));
    expect(first.default_engine).toBe('engine-2');
    const answering = { ...bare, rules: [{ pattern: 'a', answer: 'b' }] };
    const second = withNewEngine(settings({ engines: [answering], default_engine: 'main' }));
    expect(second.default_engine).toBe('main');
  });

  it('are offered with the default first', () => {
    const both = { engines: [main, rules], default_engine: 'rules' };
    expect(inOrder(['main', 'rules'], both)).toEqual(['rules', 'main']);
    expect(inOrder(['main'], both)).toEqual(['main']);
  });

  it('lack a key only if the provider needs one', () => {
    expect(lacksKey(main, {})).toBe(true);
    expect(lacksKey(main, { openai: true })).toBe(false);
    expect(lacksKey(rules, {})).toBe(false);
    expect(lacksKey({ name: 'b', provider: 'bedrock', model: 'm' }, {})).toBe(false);
    expect(lacksKey({ name: 'o', provider: 'ollama', model: 'm' }, {})).toBe(false);
    expect(keyedProviders([main, rules], { anthropic: true })).toEqual(['openai', 'anthropic']);
  });
});

it('moves within a list but not out of it', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});

describe('what is said about engines while somebody types', () => {
  it('finds nothing wrong with a good tenant', () => expect(problems({})).toEqual([]));

  it.each<[string, Partial<Settings>, string]>([
    ['a prompt by its characters', { prompt: 'é'.repeat(32_001) }, 'prompt'],
    ['a default that is gone', { default_engine: 'gone' }, 'default_engine'],
    ['a choice that is gone', { visitor_engines: ['gone'] }, 'visitor_engines'],
    ['two of one name', { engines: [main, main] }, 'engines.1.name'],
    ['no model', { engines: [{ ...main, model: ' ' }, rules] }, 'engines.0.model'],
    ['a bad address', { engines: [{ ...main, base_url: 'llm' }, rules] }, 'engines.0.base_url'],
    ['no fallback', { engines: [main, { ...rules, fallback: '' }] }, 'engines.1.fallback'],
  ])('%s', (_, parts, path) => expect(problems(parts)).toContain(path));
});

describe('lists', () => {
  const { copy, behaviour } = settings();

  it('say which of their entries is invalid', () => {
    const suggestions = ['Hours?', 'x'.repeat(121)];
    expect(problems({ copy: { ...copy, suggestions } })).toEqual(['copy.suggestions.1']);
    const image_hosts = ['images.acme.example', '*.acme.example', 'localhost', 'Acme.example'];
    expect(problems({ behaviour: { ...behaviour, image_hosts } })).toEqual(
      [1, 2, 3].map((i) => `behaviour.image_hosts.${i}`),
    );
  });

  it('reduce a pasted address to its host', () => {
    expect(toHost(' https://Images.Acme.example/a.png?x ')).toBe('images.acme.example');
    expect(toHost('images.acme.example')).toBe('images.acme.example');
  });
});

it('explains why a test got no answer', () => {
  expect(explainTest('session_limit_reached')).toMatch(/Too many messages/);
  expect(explainTest('invalid_key')).toMatch(/renewed/);
  expect(explainTest('teapot')).toContain('teapot');
});
