// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import { createMarkdown } from '../../src/markdown';
import type { RenderOptions } from '../../src/markdown/options';
import * as rich from '../../src/markdown/rich';
import { options, render } from './oracle';

const RICHER = {
  'a table': '| a | b |\n|---|---|\n| 1 | 2 |',
  'a table without outer pipes': 'a | b\n--- | ---\n1 | 2',
  'a link': '[door](https://shop.example)',
  'a reference': 'the [door]\n\n[door]: https://shop.example',
  'a bare address': 'www.shop.example and https://shop.example',
  'an e-mail address': 'to hi@shop.example',
  'an entity': 'a &mdash; b',
  'a tag': 'H<sub>2</sub>O',
  'a quote': '> quoted',
  'a quote in a list': '- a\n  > quoted',
  'a task': '- [x] done',
  'a note': 'so[^1]\n\n[^1]: why',
  'a formula': 'so $$x^2$$ or \\(y\\)',
  'an underlined heading': 'Title\n=====',
  'a heading underlined with dashes': 'Title\n-----',
  'words in Japanese': 'これは**「重要」**です。',
  'words in Chinese': '**重要：**请先备份数据。',
};

const PLAINER = {
  paragraphs: 'One\ngoes on.\n\nTwo, *so* and __so__.',
  'bold and code': 'A **bold** word, `code`, ~~gone~~ and ***both***.',
  lists: '- a\n- b\n  1. c\n  2. d\n\n     more\n- e',
  code: 'So:\n\n```js\nif (a < b | c) x[0] = "<b>";\n```\n\nand on.',
  headings: '# One\n\n## Two ##\ntext',
  'a rule': 'above\n\n***\n\nbelow',
};

/** A view on a page where the richer part has not loaded. */
function poor(awaitsRich: boolean) {
  const target = document.createElement('div');
  const enrich = vi.fn();
  const around: RenderOptions['around'] = { ...options.around, rich: null, awaitsRich };
  return { target, enrich, around, view: createMarkdown(target, { ...options, around, enrich }) };
}

describe('while the richer part may still come', () => {
  it.each(Object.entries(RICHER))('%s is not shown, and what is before it is', (_what, source) => {
    const { target, enrich, view } = poor(true);
    view.render(`Before.\n\n${source}`, true);
    expect(target.textContent).not.toMatch(/[|[\]<>&$@*=\\]|---/);
    expect(target.firstChild?.textContent).toBe('Before.');
    expect(enrich).toHaveBeenCalled();
  });

  it.each(Object.entries(RICHER))('%s is shown when it has come', (_what, source) => {
    const { target, around, view } = poor(true);
    view.render(source, true);
    Object.assign(around, { rich, awaitsRich: false });
    view.render(source, true);
    expect(target.innerHTML).toBe(render([source]).innerHTML);
  });
});

it.each(Object.entries(RICHER))('%s is shown as text if it cannot be loaded', (_what, source) => {
  const { target, view } = poor(false);
  view.render(source, true);
  const words = source.match(/\w+|\p{L}+/gu) ?? [];
  for (const word of words) expect(target.textContent).toContain(word);
});

it.each(Object.entries(PLAINER))('%s need no richer part', (_what, source) => {
  const { target, enrich, view } = poor(true);
  view.render(source, true);
  expect(target.innerHTML).toBe(render([source]).innerHTML);
  expect(enrich).not.toHaveBeenCalled();
});
