// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { adviceOn } from '../src/extras/advice';
import { overrideConfig, readOptions } from '../src/options';
import { config } from './config.mjs';

/** An element with these attributes, as a page writes them. */
function page(attributes: string): HTMLElement {
  const made = document.createElement('div');
  for (const [, name = '', value = ''] of attributes.matchAll(/([\w-]+)="([^"]*)"/g)) {
    made.setAttribute(name, value);
  }
  return made;
}

describe('what other widgets write is taken', () => {
  it.each(['data-key', 'data-api-key', 'data-apikey', 'data-id', 'data-tenant-key'])(
    '%s with a publishable key is the key',
    (name) => {
      expect(readOptions(page(`${name}="bc_pk_x" data-title="T"`)).key).toBe('bc_pk_x');
    },
  );

  it('the attribute for the key comes first', () => {
    expect(readOptions(page('data-id="bc_pk_y" data-key="bc_pk_x"')).key).toBe('bc_pk_x');
  });

  it.each([
    ['https://chat.example', 'https://chat.example'],
    ['https://chat.example//', 'https://chat.example'],
    ['https://chat.example/chat', 'https://chat.example'],
    ['https://chat.example/v1/chat/', 'https://chat.example'],
    ['https://chat.example/v1/chat?key=x#y', 'https://chat.example'],
    ['https://chat.example?x', 'https://chat.example'],
    ['http://127.0.0.1:8787/api', 'http://127.0.0.1:8787'],
    ['/', ''],
    ['', ''],
  ])('data-api-url="%s" is the origin', (written, origin) => {
    expect(readOptions(page(`data-api-url="${written}"`)).apiUrl).toBe(origin);
  });

  it.each([
    ['left', 'bottom-left'],
    ['right', 'bottom-right'],
    ['bottom-left', 'bottom-left'],
  ])('data-position="%s" is %s', (written, position) => {
    const served = config();
    served.tokens.layout.position = position === 'bottom-left' ? 'bottom-right' : 'bottom-left';
    const shown = overrideConfig(served, page(`data-position="${written}"`));
    expect(shown.tokens.layout.position).toBe(position);
  });

  it('data-lang is the locale', () => {
    expect(readOptions(page('data-lang="de"')).locale).toBe('de');
    expect(readOptions(page('data-lang="de" data-locale="fr"')).locale).toBe('fr');
  });
});

describe('what is not taken is named', () => {
  const adviceFor = (attributes: string) => adviceOn(page(attributes).dataset);

  it.each([
    ['data-postion', 'data-position'],
    ['data-tilte', 'data-title'],
    ['data-welcomemessage', 'data-welcome-message'],
    ['data-welcome-mesage', 'data-welcome-message'],
    ['data-accent-colour', 'data-accent-color'],
    ['data-title-text', 'data-title'],
    ['data-open-delay', 'data-open'],
    ['data-greeting', 'data-welcome-message'],
    ['data-primary-color', 'data-accent-color'],
    ['data-server', 'data-api-url'],
    ['data-api_url', 'data-api-url'],
    ['data-language', 'data-locale'],
    ['data-model', 'data-engine'],
    ['data-containr', 'data-container'],
  ])('%s should be %s', (written, meant) => {
    expect(adviceFor(`${written}="x"`)).toBe(`There is no ${written}. Write ${meant}.`);
  });

  it('in one line, whatever their number', () => {
    const advice = adviceFor('data-tilte="x" data-hint="y" data-key="bc_pk_x"');
    expect(advice).toBe(
      'There is no data-tilte. Write data-title. There is no data-hint. Write data-placeholder.',
    );
  });

  it.each([
    ['data-position', 'top-left'],
    ['data-position', ''],
    ['data-accent-color', 'red'],
    ['data-session', 'forever'],
    ['data-isolation', 'none'],
  ])('%s="%s" is no value', (name, value) => {
    expect(adviceFor(`${name}="${value}"`)).toBe(`${name} cannot be "${value}".`);
  });

  it('unless it is right, or somebody else’s', () => {
    expect(
      adviceFor(
        'data-key="bc_pk_x" data-api-url="https://x.example" data-title="T" data-position="left" data-accent-color="#abc" ' +
          'data-session="device" data-open="" data-container="#chat" data-isolation="iframe" ' +
          'data-v-1a2b3c="" data-nscript="lazyOnload" data-astro-cid-x="" data-turbo-permanent="" data-cfasync="false" ' +
          'data-cookieconsent="ignore" data-no-optimize="1" data-testid="chat" data-later-src="x"',
      ),
    ).toBe('');
  });
});
