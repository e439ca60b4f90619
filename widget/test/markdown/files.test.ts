// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { createMarkdown } from '../../src/markdown';
import { ANSWERS } from './answers';
import cjk from './files/cjk.md?raw';
import half from './files/half.md?raw';
import inline from './files/inline.md?raw';
import table from './files/table.md?raw';
import { options, render } from './oracle';

/** Whole answers of models, by file name. */
const FILES: Record<string, string> = { cjk, half, inline, table };

/** Lines whose kind only their end decides: a formula of one line, or one that begins a block. */
const LATE: Record<string, string> = Object.fromEntries(
  [
    '\\[]\\](',
    '\\[ a ] b \\] and more',
    '\\[ x[1] = 2 ]\n\\]\n\nText.',
    '\\[x\n= y\\]\n\nText.',
    '$$a$b$$ and $c$',
    '$$a$b\nc$$\n\nText.',
    '$$\nx\n$$\nText.',
    '- \\[]\\](\n- $$a$b$$',
    '> $$a$b$$\n> \\[ ] \\]',
    '\\[ half',
    '$$ half $',
  ].map((text) => [JSON.stringify(text), text]),
);

const TEXTS = { ...ANSWERS, ...FILES, ...LATE };

describe('a whole answer', () => {
  it.each(Object.entries(FILES))('%s is shown as it was checked once', async (name, text) => {
    const html = render([text]).innerHTML.replaceAll(
      /<\/(p|li|ul|ol|h\d|tr|thead|tbody|div)>/g,
      '$&\n',
    );
    await expect(html).toMatchFileSnapshot(`files/${name}.expected`);
  });

  it.each(Object.entries(TEXTS))('%s ends the same, one character at a time', (_name, text) => {
    expect(render([...text]).innerHTML).toBe(render([text]).innerHTML);
  });
});

/** A reference whose address comes later is drawn anew at the end. */
const isRedrawn = (text: string): boolean => /^\[[^\]^]+\]:/m.test(text);

describe('at every prefix', () => {
  const settling = Object.entries(TEXTS).filter(([, text]) => !isRedrawn(text));

  it.each(settling)('no block of %s changes once another has begun', (_name, text) => {
    const target = document.createElement('div');
    const view = createMarkdown(target, options);
    const settled: [node: Element, html: string][] = [];
    for (let end = 1; end <= text.length; end++) {
      view.render(text.slice(0, end), end === text.length);
      for (const [index, [node, html]] of settled.entries()) {
        expect(target.children[index], text.slice(0, end)).toBe(node);
        expect(node.outerHTML, text.slice(0, end)).toBe(html);
      }
      for (let index = settled.length; index < target.children.length - 1; index++) {
        const node = target.children[index] as Element;
        settled.push([node, node.outerHTML]);
      }
    }
    expect(target.innerHTML).toBe(render([text]).innerHTML);
  });
});
