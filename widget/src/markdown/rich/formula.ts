import { codeBlock } from '../leaf';
import type { Block, Document } from '../options';

/** A formula of several lines, in LaTeX, which stays as it was written. It ends at a blank line, too. */
export class Formula implements Block {
  readonly #code = document.createElement('code');
  readonly #end: string;
  readonly element: HTMLElement;
  #isFirst = true;

  constructor(end: string, { options }: Document) {
    this.#end = end;
    this.element = codeBlock(this.#code, '', options);
  }

  take(line: string, whole: boolean): boolean {
    if (!whole) return true;
    this.#code.append(`${line}\n`);
    const isEnd = !this.#isFirst && line.trimEnd().endsWith(this.#end);
    this.#isFirst = false;
    return !isEnd;
  }

  draw(): void {}
}

/** The formula that a line begins, if it does not end there. */
export function formulaOf(line: string, document: Document): Formula | null {
  const [, mark] = /^ {0,3}(\$\$(?!.*\$\$)|\\\[(?!.*\\\]))/.exec(line) ?? [];
  return mark ? new Formula(mark === '$$' ? mark : '\\]', document) : null;
}
