// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWERS } from './answers';
import { normalised, oracle, render } from './oracle';

const html = (text: string): string => render([text]).innerHTML;

/** Intended differences from GFM, tested below: HTML, entities and images. */
const OWN_WAY = new Set(['html', 'escapes', 'images']);

describe('answers as models write them', () => {
  for (const [name, text] of Object.entries(ANSWERS)) {
    if (!OWN_WAY.has(name)) {
      it(`${name}: as micromark with GFM renders it`, () => {
        expect(normalised(render([text]))).toBe(oracle(text));
      });
    }
    it(`${name}: the same, however it streams in`, () => {
      const whole = html(text);
      for (const size of [1, 2, 3, 7, 50]) {
        const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        expect(render(chunks).innerHTML).toBe(whole);
      }
    });
  }
});

const pieces = fc.constantFrom(
  ...['*', '**', '_', '~', '`', '``', '```', '\n', '\n\n', ' ', '  ', '    ', '- ', '1. ', '> '],
  ...['# ', '|', '|-|', '|a|b|\n', '---', '===', '[', '](', ')', '![', '<', '>', '\\', '&amp;'],
  ...['a', 'b c', 'https://x.example', '\r\n', '\t', '"', '2) ', '~~~'],
);

it('renders anything the same, however it streams in', () => {
  const texts = fc.array(pieces, { maxLength: 40 });
  fc.assert(
    fc.property(texts, (parts) => {
      expect(render(parts).innerHTML).toBe(html(parts.join('')));
    }),
    { numRuns: 2000 },
  );
});

it.each([
  '[x](\t>)',
  '[x](<a b>)',
  '[x](<a\\>b> "so")',
  '[x](a\\)b)',
  '[x](\\(a (b) "c" )',
  "![x]( <> 'y')",
  '[x](a\\',
  'see [text][ref] and more',
  '[][x]([',
])('renders %j the same, one character at a time', (source) => {
  expect(render([...source]).innerHTML).toBe(html(source));
});

it('loses no words', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.constant('WORD')), { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const root = render([text]);
      // Addresses, titles and code languages are not shown.
      const shown = root.textContent?.split('WORD').length ?? 0;
      expect(shown).toBeLessThanOrEqual(text.split('WORD').length);
      if (!/[(`~<]/.test(text)) expect(shown).toBe(text.split('WORD').length);
    }),
    { numRuns: 1000 },
  );
});

describe('where we differ from GFM', () => {
  it('shows HTML as text', () => {
    expect(html('a <b>x</b>')).toBe('<p dir="auto">a &lt;b&gt;x&lt;/b&gt;</p>');
  });

  it('reads the entities that models use', () => {
    expect(render(['a &amp; b &lt;i&gt; &#65;&#x42; &nope; &#0;']).textContent).toBe(
      'a & b <i> AB &nope; &#0;',
    );
  });

  it('shows images from allowed hosts, and links to all others', () => {
    expect(render(['![a *b*](https://img.example/x.png)']).querySelector('img')?.alt).toBe('a b');
    const other = render(['![a fern](https://evil.example/?q=1)']);
    expect(other.querySelector('img')).toBeNull();
    expect(other.querySelector('a')?.href).toBe('https://evil.example/?q=1');
    expect(other.textContent).toBe('a fern');
  });

  it('opens links in a new tab, without a referrer', () => {
    const link = render(['[x](https://a.example)']).querySelector('a');
    expect(link?.target).toBe('_blank');
    expect(link?.rel).toContain('noopener noreferrer');
  });

  it('leaves settled blocks alone while more arrives', () => {
    const first = render(['# One\n\npara\n\n', '- a\n', '- b\n- c\n']);
    expect(first.children).toHaveLength(3);
  });
});
