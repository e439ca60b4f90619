// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { createMarkdown } from '../../src/markdown';
import { BEGINNINGS, CASES } from './cases';
import { options, render } from './oracle';

describe('Markdown as models write it', () => {
  it.each(CASES)('%s', (_rule, source, html) => {
    expect(render([source]).innerHTML).toBe(html);
    expect(render([...source]).innerHTML).toBe(html);
  });
});

describe('while more may come', () => {
  it.each(BEGINNINGS)('%s', (_rule, source, html) => {
    const target = document.createElement('div');
    createMarkdown(target, options).render(source, false);
    expect(target.innerHTML).toBe(html);
  });
});
