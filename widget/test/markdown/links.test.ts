// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { createMarkdown } from '../../src/markdown';
import { options } from './oracle';

/** What a reply shows if it may link to these hosts only. */
function shown(text: string, link_hosts: string[] | null, isCut = false): HTMLElement {
  const target = document.createElement('div');
  const behaviour = { ...options.around.behaviour, link_hosts };
  const view = createMarkdown(target, { ...options, around: { ...options.around, behaviour } });
  if (isCut) for (let end = 1; end < text.length; end++) view.render(text.slice(0, end), false);
  view.render(text, true);
  return target;
}

const linksIn = (root: HTMLElement): (string | null)[] =>
  [...root.querySelectorAll('a')].map((link) => link.getAttribute('href'));

describe('links to named hosts only', () => {
  it.each([
    ['[a](https://docs.acme.example/b)', 'https://docs.acme.example/b'],
    ['https://docs.acme.example/b', 'https://docs.acme.example/b'],
    ['[a](https://DOCS.acme.example:8443)', 'https://docs.acme.example:8443/'],
    ['[cart](/cart)', 'https://shop.example/cart'],
    ['[a](http://shop.example:81/)', 'http://shop.example:81/'],
    ['[call](tel:+4930123)', 'tel:+4930123'],
    ['<hello@docs.acme.example>', 'mailto:hello@docs.acme.example'],
  ])('keep %s', (text, href) => {
    expect(linksIn(shown(text, ['docs.acme.example']))).toEqual([href]);
  });

  it.each([
    ['[here](https://evil.example/?q=secret)', 'here (https://evil.example/?q=secret)'],
    ['https://evil.example/?q=secret', 'https://evil.example/?q=secret'],
    ['<https://evil.example/>', 'https://evil.example/'],
    ['www.evil.example', 'www.evil.example'],
    ['![pic](https://evil.example/a.png)', 'pic (https://evil.example/a.png)'],
    ['[a][1]\n\n[1]: https://evil.example', 'a (https://evil.example/)'],
    ['[a](https://docs.acme.example.evil.example)', 'a (https://docs.acme.example.evil.example/)'],
    ['[a](https://docs.acme.example@evil.example)', 'a (https://docs.acme.example@evil.example/)'],
    ['[a](//evil.example)', 'a (https://evil.example/)'],
    ['[a](mailto:a@evil.example)', 'a (mailto:a@evil.example)'],
    [
      '[a](mailto:b@docs.acme.example?cc=a@evil.example)',
      'a (mailto:b@docs.acme.example?cc=a@evil.example)',
    ],
    [
      '[a](mailto:a@evil.example,b@docs.acme.example)',
      'a (mailto:a@evil.example,b@docs.acme.example)',
    ],
  ])('show the address of %s', (text, words) => {
    for (const isCut of [false, true]) {
      const root = shown(text, ['docs.acme.example'], isCut);
      expect(linksIn(root)).toEqual([]);
      expect(root.textContent).toBe(words);
      expect(root.querySelector('img')).toBeNull();
    }
  });

  it('mean the page alone if none are named, and any if nothing is said', () => {
    const text = '[a](https://docs.acme.example/) [b](/b)';
    expect(linksIn(shown(text, []))).toEqual(['https://shop.example/b']);
    expect(linksIn(shown(text, null))).toHaveLength(2);
  });
});
