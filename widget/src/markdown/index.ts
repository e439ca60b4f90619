import { BlockParser } from './blocks';
import type { RenderOptions } from './options';

/** Renders Markdown to DOM nodes as it grows. Blocks that can no longer change are left alone. */
export class MarkdownView {
  readonly #target: HTMLElement;
  readonly #options: RenderOptions;
  /** Where the text that may still change begins, and how many children precede it. */
  #open = 0;
  #settled = 0;

  constructor(target: HTMLElement, options: RenderOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** Shows `text`, which must begin with what was shown before. */
  render(text: string): void {
    while (this.#target.childNodes.length > this.#settled) this.#target.lastChild?.remove();
    const lines = linesOf(text.slice(this.#open));
    const parser = new BlockParser(lines, this.#options);
    let settledLines = 0;
    const before = this.#settled;
    for (let count = 0; parser.skipBlank(); count++) {
      // The next line is complete too, so nothing still to come can make it part of this block.
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
