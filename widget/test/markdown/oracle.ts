import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { MarkdownView } from '../../src/markdown';

export const options = {
  allows: (host: string) => host === 'img.example',
  code: (pre: HTMLPreElement) => pre,
};

/** Our rendering, streamed in pieces if asked. */
export function render(chunks: string[]): HTMLElement {
  const target = document.createElement('div');
  const view = new MarkdownView(target, options);
  let text = '';
  for (const chunk of chunks) {
    text += chunk;
    view.render(text);
  }
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
    for (const name of ['class', 'align', 'dir', 'tabindex']) node.removeAttribute(name);
  }
  for (const table of root.querySelectorAll('div.table')) table.replaceWith(...table.childNodes);
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
  return normalised(root);
}
