import { Spans } from './inline';
import { dedent, type FenceMark, headingOf } from './lines';
import type { Block, Document, Leaf, RenderOptions } from './options';

/** Spans that may go on in further lines. */
export class Paragraph implements Leaf {
  readonly #document: Document;
  readonly #parent: Element;
  #element: HTMLElement;
  #spans: Spans;
  /** The lines before the last, and the last. */
  #before = '';
  line = '';

  constructor(parent: Element, element: HTMLElement, document: Document, out = element) {
    this.#parent = parent;
    this.#element = element;
    this.#document = document;
    this.#spans = new Spans(out, document);
  }

  get isFirstLine(): boolean {
    return !this.#before;
  }

  /** Call before a further line. */
  next(): void {
    this.#before += `${this.line}\n`;
  }

  take(line: string, _whole: boolean): boolean {
    this.line = line.trimStart();
    return true;
  }

  draw(open: boolean): void {
    const text = (this.#before + (open ? beforePipe(this.line) : this.line)).trimEnd();
    if (!text) return;
    if (!this.#element.parentNode) this.#parent.append(this.#element);
    this.#spans.draw(text, open);
  }

  /** Gives up the last line, which belongs to another block. */
  drop(): void {
    this.line = '';
    if (!this.#before) this.#element.remove();
    else {
      this.#element.replaceChildren();
      this.#spans = new Spans(this.#element, this.#document);
    }
  }

  /** Makes it a heading. */
  raise(heading: HTMLElement): void {
    this.draw(false);
    heading.append(...this.#element.childNodes);
    this.#element.replaceWith(heading);
  }
}

/** The heading of one line. */
export class Heading extends Paragraph {
  override take(line: string, whole: boolean): boolean {
    this.line = headingOf(line)?.text ?? '';
    return !whole;
  }
}

/** What of an incomplete text's last line can be shown: it may be the head of a table. */
function beforePipe(line: string): string {
  const pipe = line.indexOf('|');
  const isLikely = pipe === 0 || (pipe > 0 && line.length < 80 && !line.includes('`'));
  return isLikely ? line.slice(0, pipe) : line;
}

/** Code. */
export class Fence implements Block {
  readonly #mark: FenceMark;
  declare readonly isHeaded?: boolean;
  readonly #code = document.createElement('code');
  readonly element: HTMLElement;
  #line: Text | null = null;
  /** The first line to come is the mark itself. */
  #isMark = true;

  constructor(mark: FenceMark, { options }: Document) {
    this.#mark = mark;
    this.element = codeBlock(this.#code, mark.language, options);
  }

  take(source: string, whole: boolean): boolean {
    const { end, indent } = this.#mark;
    const isEnd = !this.#isMark && end.test(source);
    if (!this.#isMark && !(whole ? isEnd : HIDDEN.test(source))) {
      this.#line ??= this.#code.appendChild(document.createTextNode(''));
      this.#line.data = dedent(source, indent) + (whole ? '\n' : '');
    } else if (isEnd) this.#line?.remove();
    if (whole) this.#line = null;
    this.#isMark &&= !whole;
    return !whole || !isEnd;
  }

  draw(): void {}
}

/** Until there is more of it, this may be the last line. */
const HIDDEN = /^\s*[`~]*\s*$/;

/** Long lines scroll. The tab stop lets the arrow keys do it. */
export function codeBlock(
  code: HTMLElement,
  language: string,
  options: RenderOptions,
): HTMLElement {
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  pre.append(code);
  return options.code(pre, language);
}
