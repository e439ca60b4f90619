import { describe, expect, it } from 'vitest';
import type { EngineSpec, Settings } from '~/api/types';
import { settingsOf } from '~/draft/diff';
import { toHost } from '~/draft/hosts';
import { SERVERS, serverAt } from '~/draft/servers';
import { validate } from '~/draft/validate';
import {
  inOrder,
  moved,
  withName,
  withNewEngine,
  withoutEngine,
  withProvider,
} from '~/tabs/engines/edit';
import { explainCode } from '~/tenant/explain-code';
import { choiceOf } from '~/tenant/providers';
import {
  headerOf,
  keyElsewhere,
  keyOf,
  lacksKey,
  listSecrets,
  nameOf,
  secretNamed,
} from '~/tenant/secrets';
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

  it('keep their limits at another provider, but not what its model takes', () => {
    const tuned: EngineSpec = {
      ...main,
      max_output_tokens: 50,
      temperature: 0.2,
      headers: ['x-org'],
    };
    expect(withProvider(tuned, 'groq')).toEqual({
      name: 'main',
      provider: 'groq',
      model: '',
      base_url: null,
      max_output_tokens: 50,
    });
    expect(withProvider(tuned, 'openai')).toEqual({ ...tuned, base_url: null });
  });

  it('stay or stop being the fallback of others as they are renamed or removed', () => {
    const engines = [{ ...main, fallback_engine: 'rules' }, rules];
    expect(withName(settings({ engines }), 1, 'faq').engines[0]?.fallback_engine).toBe('faq');
    expect(withoutEngine(settings({ engines }), 1).engines[0]?.fallback_engine).toBeNull();
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
    expect(listSecrets([main, rules], { anthropic: true }).map(({ name }) => name)).toEqual([
      'openai',
      'anthropic',
    ]);
  });
});

describe('a secret', () => {
  const own: EngineSpec = { ...main, base_url: 'https://llm.example:8443/v1', headers: ['x-org'] };

  it('belongs to a provider at one host', () => {
    expect(nameOf(keyOf(main))).toBe('openai');
    expect(nameOf(keyOf(own))).toBe('openai@llm.example:8443');
    expect(nameOf(keyOf({ ...own, base_url: 'http://llm.example/v1' }))).toBe(
      'openai@llm.example:80',
    );
    expect(nameOf(keyOf({ ...own, base_url: 'https://llm.example:443/' }))).toBe(
      'openai@llm.example',
    );
    expect(nameOf(keyOf({ ...main, base_url: 'https://api.openai.com/v2' }))).toBe('openai');
    expect(nameOf(headerOf(own, 'x-org'))).toBe('openai@llm.example:8443#x-org');
  });

  it('has a name that says whose it is', () => {
    for (const secret of [keyOf(main), keyOf(own), headerOf(main, 'a'), headerOf(own, 'x-org')]) {
      expect(secretNamed(nameOf(secret))).toEqual(secret);
    }
    expect(secretNamed('nobody@llm.example')).toBeUndefined();
  });

  it('is needed at the provider’s own host, and elsewhere only if it is a header’s value', () => {
    expect(lacksKey({ ...own, headers: [] }, {})).toBe(false);
    expect(lacksKey(own, { 'openai@llm.example:8443': true })).toBe(true);
    expect(lacksKey(own, { 'openai@llm.example:8443#x-org': true })).toBe(false);
    expect(lacksKey({ ...own, base_url: '' }, {})).toBe(false);
  });

  it('is not taken along to another host', () => {
    expect(keyElsewhere(own, { openai: true })).toEqual(keyOf(main));
    expect(keyElsewhere(own, { openai: true, 'openai@llm.example:8443': true })).toBeUndefined();
    expect(keyElsewhere(own, { openai: false, 'openai#x-org': true })).toBeUndefined();
  });

  it('is listed with the engines that send it, or alone if none does', () => {
    const set = { 'openai@old.example': true, 'openai@gone.example': false };
    const listed = listSecrets([main, { ...main, name: 'second' }, own], set);
    expect(listed.map(({ name, users }) => [name, ...users])).toEqual([
      ['openai', 'main', 'second'],
      ['openai@llm.example:8443', 'main'],
      ['openai@llm.example:8443#x-org', 'main'],
      ['openai@old.example'],
    ]);
  });
});

it('knows servers by their addresses', () => {
  for (const server of SERVERS) expect(serverAt(server.base_url)).toBe(server);
  expect(serverAt('https://acme.openai.azure.com/openai/v1/')?.label).toBe('Azure OpenAI');
  expect(serverAt('https://llm.example/v1')).toBeUndefined();
});

it('moves within a list but not out of it', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});

describe('what is said about engines while somebody types', () => {
  it('finds nothing wrong with a good tenant', () => expect(problems({})).toEqual([]));

  it('allows Azure’s version in an address', () => {
    const base_url = 'https://acme.openai.azure.com/openai/deployments/a?api-version=2024-10-21';
    expect(problems({ engines: [{ ...main, base_url }, rules] })).toEqual([]);
  });

  it.each<[string, Partial<Settings>, string]>([
    ['a prompt by its characters', { prompt: 'é'.repeat(32_001) }, 'prompt'],
    ['a default that is gone', { default_engine: 'gone' }, 'default_engine'],
    ['a choice that is gone', { visitor_engines: ['gone'] }, 'visitor_engines'],
    ['two of one name', { engines: [main, main] }, 'engines.1.name'],
    ['no model', { engines: [{ ...main, model: ' ' }, rules] }, 'engines.0.model'],
    ['a bad address', { engines: [{ ...main, base_url: 'llm' }, rules] }, 'engines.0.base_url'],
    ['no fallback', { engines: [main, { ...rules, fallback: '' }] }, 'engines.1.fallback'],
    [
      'an address that still has a placeholder',
      { engines: [{ ...main, base_url: 'https://RESOURCE.openai.azure.com/openai/v1/' }, rules] },
      'engines.0.base_url',
    ],
    [
      'a query that is not Azure’s',
      { engines: [{ ...main, base_url: 'https://llm.example/?key=1' }, rules] },
      'engines.0.base_url',
    ],
    [
      'itself as the fallback',
      { engines: [{ ...main, fallback_engine: 'main' }, rules] },
      'engines.0.fallback_engine',
    ],
    [
      'a fallback engine that is gone',
      { engines: [{ ...main, fallback_engine: 'gone' }, rules] },
      'engines.0.fallback_engine',
    ],
    [
      'a header twice',
      { engines: [{ ...main, headers: ['a', 'a'] }, rules] },
      'engines.0.headers.1',
    ],
    [
      'no name of a header',
      { engines: [{ ...main, headers: ['X Org'] }, rules] },
      'engines.0.headers.0',
    ],
    ['no header for the key', { engines: [{ ...main, auth: '' }, rules] }, 'engines.0.auth'],
    [
      'a limit out of its bounds',
      { engines: [{ ...main, context_tokens: 2047 }, rules] },
      'engines.0.context_tokens',
    ],
    ['a temperature', { engines: [{ ...main, temperature: 2.1 }, rules] }, 'engines.0.temperature'],
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
    const link_hosts = ['acme.example', 'a_b.example', 'acme.example.', '127.0.0.1', 'a.0x7f'];
    expect(problems({ behaviour: { ...behaviour, link_hosts } })).toEqual(
      [1, 2, 3, 4].map((i) => `behaviour.link_hosts.${i}`),
    );
  });

  it('reduce a pasted address to its host', () => {
    expect(toHost(' https://Images.Acme.example/a.png?x ')).toBe('images.acme.example');
    expect(toHost('images.acme.example')).toBe('images.acme.example');
    expect(toHost('Bücher.example')).toBe('xn--bcher-kva.example');
    expect(toHost('a.b;frame-ancestors')).toBe('a.b;frame-ancestors');
  });
});

it('explains why a test got no answer', () => {
  expect(explainCode('session_limit_reached')).toMatch(/Too many messages/);
  expect(explainCode('invalid_key')).toMatch(/renewed/);
  expect(explainCode('teapot')).toContain('teapot');
});
