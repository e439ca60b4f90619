import { create, createText } from './create';
import { createSpans } from './inline';
import { dedent, type FenceMark, headingOf } from './lines';
import type { Block, Document, Leaf, RenderOptions } from './options';

/** Spans that may go on in further lines. */
export interface Paragraph extends Leaf {
  /** The last line. */
  readonly line: string;
  readonly isFirstLine: boolean;
  /** Call before a further line. */
  next(): void;
  /** Gives up the last line, which belongs to another block. */
  drop(): void;
  /** Makes it a heading. */
  raise(heading: HTMLElement): void;
}

const trimmed = (line: string): string => line.trimStart();

/** `out`: where in the element the spans belong. `textOf`: what of a line is text. */
export function createParagraph(
  parent: Element,
  element: HTMLElement,
  document: Document,
  out = element,
  textOf = trimmed,
): Paragraph {
  let spans = createSpans(out, document);
  /** The lines before the last, and the last. */
  let before = '';
  let line = '';
  const draw = (open: boolean): void => {
    const { rich } = document.options.around;
    const shown = open && rich ? rich.beforePipe(line) : line;
    const text = (before + shown).trimEnd();
    if (!text) return;
    if (!element.parentNode) parent.append(element);
    spans(text, open);
  };
  return {
    get line() {
      return line;
    },
    get isFirstLine() {
      return !before;
    },
    next() {
      before += `${line}\n`;
    },
    take(source, whole) {
      line = textOf(source);
      return textOf === trimmed || !whole;
    },
    draw,
    drop() {
      line = '';
      if (!before) element.remove();
      else {
        element.replaceChildren();
        spans = createSpans(element, document);
      }
    },
    raise(heading) {
      draw(false);
      heading.append(...element.childNodes);
      element.replaceWith(heading);
    },
  };
}

const headingText = (line: string): string => headingOf(line)?.text ?? '';

/** The heading of one line. */
export const createHeading = (parent: Element, element: HTMLElement, document: Document): Leaf =>
  createParagraph(parent, element, document, element, headingText);

/** Code. */
export function createFence({ end, indent, language }: FenceMark, { options }: Document): Block {
  const code = create('code');
  let line: Text | null = null;
  /** The first line to come is the mark itself. */
  let isMark = true;
  return {
    element: codeBlock(code, language, options),
    isCode: true,
    take(source, whole) {
      const isEnd = !isMark && end.test(source);
      if (!isMark && !(whole ? isEnd : HIDDEN.test(source))) {
        line ??= code.appendChild(createText(''));
        line.data = dedent(source, indent) + (whole ? '\n' : '');
      } else if (isEnd) line?.remove();
      if (whole) line = null;
      isMark &&= !whole;
      return !whole || !isEnd;
    },
    draw() {},
  };
}

/** Until there is more of it, this may be the last line. */
const HIDDEN = /^\s*[`~]*\s*$/;

/** Long lines scroll. The tab stop lets the arrow keys do it. */
export function codeBlock(
  code: HTMLElement,
  language: string,
  options: RenderOptions,
): HTMLElement {
  const pre = create('pre');
  pre.tabIndex = 0;
  pre.append(code);
  return options.code(pre, language);
}
