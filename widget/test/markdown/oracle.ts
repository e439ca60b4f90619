import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { createMarkdown } from '../../src/markdown';
import type { Hosts } from '../../src/markdown/options';
import * as rich from '../../src/markdown/rich';

export const options = {
  around: {
    page: 'https://shop.example/plants/ferns?q=1',
    framed: false,
    behaviour: { image_hosts: ['img.example'] } as Hosts,
    rich,
    awaitsRich: false,
  },
  enrich() {},
  code: (pre: HTMLPreElement) => pre,
};

/** Our rendering, streamed in pieces if asked. */
export function render(chunks: string[]): HTMLElement {
  const target = document.createElement('div');
  const view = createMarkdown(target, options);
  let text = '';
  chunks.forEach((chunk, index) => {
    text += chunk;
    view.render(text, index === chunks.length - 1);
  });
  return target;
}

/** Normalises both renderers' output, without our own wrappers. */
export function normalised(root: HTMLElement): string {
  for (const link of root.querySelectorAll('a')) {
    const href = link.getAttribute('href') ?? '';
    for (const { name } of [...link.attributes]) link.removeAttribute(name);
    link.setAttribute('href', href.replace(/\/$/, ''));
  }
  for (const node of root.querySelectorAll('pre, code, th, td, li, ol, ul')) {
    for (const name of ['align', 'dir', 'tabindex']) node.removeAttribute(name);
  }
  // Without their class, items are as close together as micromark shows by leaving out the `<p>`.
  for (const text of root.querySelectorAll(':is(ul, ol):not(.loose) > li > p')) {
    text.replaceWith(...text.childNodes);
  }
  for (const table of root.querySelectorAll('div.table')) table.replaceWith(...table.childNodes);
  for (const node of root.querySelectorAll('[class], [dir]')) {
    node.removeAttribute('class');
    node.removeAttribute('dir');
  }
  for (const heading of root.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const plain = document.createElement('h0');
    plain.append(...heading.childNodes);
    heading.replaceWith(plain);
  }
  return root.innerHTML
    .replace(/\s*\n\s*/g, '\n')
    .replace(/>\n/g, '>')
    .replace(/\n</g, '<')
    .trim();
}

export function oracle(text: string): string {
  const root = document.createElement('div');
  root.innerHTML = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  for (const text of root.querySelectorAll('li > p'))
    text.closest('ul, ol')?.classList.add('loose');
  return normalised(root);
}
