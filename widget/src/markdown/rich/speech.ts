import type { SpokenWords } from '../options';

/** What a screen reader is told of an answer: one sentence per block, item or row, and of code only its length. */
export function speechOf(body: HTMLElement, words: SpokenWords): string {
  return [...pieces(body, words)].filter(Boolean).map(ended).join(' ');
}

function* pieces(parent: Element, words: SpokenWords): Generator<string> {
  for (const block of parent.children) {
    if (block.matches('.code, pre')) yield lengthOf(block, words);
    else if (block.matches('tr')) yield [...block.children].map(textOf).filter(Boolean).join(', ');
    else if (block.matches('ul, ol, li, blockquote, .table, table, thead, tbody')) {
      yield* pieces(block, words);
    } else yield textOf(block);
  }
}

function lengthOf(block: Element, { code, code_line }: SpokenWords): string {
  const lines = block.querySelector('pre, code')?.textContent?.trimEnd().split('\n').length ?? 0;
  return lines === 1 ? code_line : code.replace('{n}', String(lines));
}

/** Includes what is shown otherwise than as text. */
const textOf = (block: Element): string => read(block).replace(/\s+/g, ' ').trim();

function read(node: Node): string {
  if (node instanceof HTMLImageElement) return node.alt;
  if (node instanceof HTMLInputElement) return node.checked ? '✓' : '';
  if (node instanceof HTMLBRElement) return ' ';
  if (node instanceof Element) return [...node.childNodes].map(read).join('');
  return node.textContent ?? '';
}

/** With a full stop, so that the reader pauses. */
const ended = (text: string): string => (/[\p{P}]$/u.test(text) ? text : `${text}.`);
