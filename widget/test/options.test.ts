// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { overrideConfig, readOptions } from '../src/options';
import { config } from './config.mjs';

function element(attributes: Record<string, string>): HTMLElement {
  const made = document.createElement('div');
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

it('reads where and how the widget runs', () => {
  const read = readOptions(
    element({
      'data-key': 'bc_pk_x',
      'data-api-url': 'https://chat.example//',
      'data-open': 'false',
    }),
  );
  expect(read).toMatchObject({ key: 'bc_pk_x', apiUrl: 'https://chat.example', open: false });
});

it('overrides the config with the page’s attributes, without changing it', () => {
  const wishes = element({
    'data-title': 'Ask us',
    'data-position': 'bottom-left',
    'data-accent-color': '#123456',
    'data-session': 'none',
  });
  const served = config();
  const shown = overrideConfig(served, wishes);
  expect(shown.copy.title).toBe('Ask us');
  expect(shown.tokens.layout.position).toBe('bottom-left');
  expect(shown.tokens.brand.primary).toBe('#123456');
  expect(shown.behaviour.session).toBe('none');
  expect(served).toEqual(config());
});

it('ignores attributes that are invalid', () => {
  const wishes = element({
    'data-position': 'top-left',
    'data-accent-color': 'red;}',
    'data-session': 'forever',
  });
  expect(overrideConfig(config(), wishes)).toEqual(config());
});
