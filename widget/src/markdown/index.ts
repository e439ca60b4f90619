import { BlockParser } from './blocks';
import type { RenderOptions } from './options';

/** Markdown into DOM nodes as it grows: blocks that can change no more are kept as they are. */
export class MarkdownView {
  readonly #target: HTMLElement;
  readonly #options: RenderOptions;
  /** Where the text that may still change begins, and how many children stand before it. */
  #open = 0;
  #settled = 0;

  constructor(target: HTMLElement, options: RenderOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** Shows `text`, of which what was shown before is a beginning. */
  render(text: string): void {
    while (this.#target.childNodes.length > this.#settled) this.#target.lastChild?.remove();
    const lines = linesOf(text.slice(this.#open));
    const parser = new BlockParser(lines, this.#options);
    let settledLines = 0;
    const before = this.#settled;
    for (let count = 0; parser.skipBlank(); count++) {
      // The line after this one is whole too: nothing that comes makes it part of the block before.
      if (parser.at + 2 < lines.length) {
        settledLines = parser.at;
        this.#settled = before + count;
      }
      this.#target.append(parser.next());
    }
    for (let index = 0; index < settledLines; index++) this.#open = nextLine(text, this.#open);
  }

  clear(): void {
    this.#open = this.#settled = 0;
    this.#target.replaceChildren();
  }
}

const linesOf = (text: string): string[] =>
  text.split(/\r\n?|\n/).map((line) => line.replace(/^[ \t]+/, (s) => s.replaceAll('\t', '    ')));

function nextLine(text: string, from: number): number {
  let at = from;
  while (text[at] !== '\n' && text[at] !== '\r') at++;
  return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
}
