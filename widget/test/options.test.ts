// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../src/defaults';
import { overrideConfig, readOptions } from '../src/options';

function options(attributes: Record<string, string>) {
  const element = document.createElement('div');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return readOptions(element);
}

it('reads what is valid and leaves out what is not', () => {
  const read = options({
    'data-key': 'bc_pk_x',
    'data-api-url': 'https://chat.example//',
    'data-position': 'top-left',
    'data-accent-color': 'red;}',
    'data-session': 'device',
    'data-open': 'false',
  });
  expect(read).toMatchObject({
    key: 'bc_pk_x',
    apiUrl: 'https://chat.example',
    position: undefined,
    accentColor: undefined,
    session: 'device',
    open: false,
  });
});

it('puts the wishes of the page on top of the config, without touching it', () => {
  const read = options({
    'data-title': 'Ask us',
    'data-position': 'bottom-left',
    'data-accent-color': '#123456',
    'data-session': 'none',
  });
  const config = overrideConfig(DEFAULT_CONFIG, read);
  expect(config.copy.title).toBe('Ask us');
  expect(config.tokens.layout.position).toBe('bottom-left');
  expect(config.tokens.brand.primary).toBe('#123456');
  expect(config.behaviour.session).toBe('none');
  expect(DEFAULT_CONFIG.copy.title).toBe('');
  expect(DEFAULT_CONFIG.tokens.brand.primary).not.toBe('#123456');
});

it('changes nothing where the page says nothing', () => {
  expect(overrideConfig(DEFAULT_CONFIG, options({}))).toEqual(DEFAULT_CONFIG);
});
