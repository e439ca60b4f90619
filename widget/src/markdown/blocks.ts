import { parseInline } from './inline';
import * as line from './lines';
import type { RenderOptions } from './options';

/** Deeper quotes and lists are plain text: no reader needs them, and time stays linear. */
const MAX_DEPTH = 12;

/** Headings in replies rank below the panel's own. */
const HEADINGS = ['h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const;

/** Parses lines into blocks. Each call of `next` returns one, starting at line `at`. */
export class BlockParser {
  readonly #lines: readonly string[];
  readonly #options: RenderOptions;
  readonly #depth: number;
  at = 0;
  /** Whether a blank line separated two blocks, which makes a list loose. */
  spaced = false;

  constructor(lines: readonly string[], options: RenderOptions, depth = 0) {
    this.#lines = lines;
    this.#options = options;
    this.#depth = depth;
  }

  /** Skips blank lines; false at the end. */
  skipBlank(): boolean {
    const first = this.at === 0;
    const start = this.at;
    while (this.at < this.#lines.length && line.isBlank(this.#lines[this.at])) this.at++;
    const more = this.at < this.#lines.length;
    if (more && !first && this.at > start) this.spaced = true;
    return more;
  }

  next(): HTMLElement {
    const text = this.#lines[this.at] as string;
    const nested = this.#depth < MAX_DEPTH;
    const fence = line.fenceOf(text);
    if (fence) return this.#code(fence);
    const heading = line.headingOf(text);
    if (heading) {
      this.at++;
      return this.#heading(heading.level, heading.text);
    }
    if (line.isRule(text)) {
      this.at++;
      return document.createElement('hr');
    }
    if (nested && line.isQuote(text)) return this.#quote();
    const marker = line.markerOf(text);
    if (nested && marker) return this.#list(marker);
    const alignments = line.tableOf(text, this.#lines[this.at + 1]);
    return alignments ? this.#table(alignments) : this.#paragraph();
  }

  #inline(element: HTMLElement, text: string): HTMLElement {
    parseInline(text, element, this.#options);
    return element;
  }

  #heading(level: number, text: string): HTMLElement {
    return this.#inline(document.createElement(HEADINGS[level - 1] ?? 'h6'), text);
  }

  #code(fence: line.Fence): HTMLElement {
    const content: string[] = [];
    for (this.at++; this.at < this.#lines.length; this.at++) {
      const text = this.#lines[this.at] as string;
      if (fence.end.test(text)) {
        this.at++;
        break;
      }
      content.push(line.dedent(text, fence.indent));
    }
    const pre = document.createElement('pre');
    // Long lines scroll. The tab stop lets the arrow keys do it.
    pre.tabIndex = 0;
    const code = document.createElement('code');
    code.textContent = content.length ? `${content.join('\n')}\n` : '';
    pre.append(code);
    return this.#options.code(pre, fence.language);
  }

  #quote(): HTMLElement {
    const content: string[] = [];
    let text = this.#lines[this.at];
    // A paragraph may continue without the `>`.
    while (
      text !== undefined &&
      (line.isQuote(text) || !(line.interrupts(text) || line.isBlank(content.at(-1))))
    ) {
      content.push(line.unquote(text));
      text = this.#lines[++this.at];
    }
    const quote = document.createElement('blockquote');
    quote.append(...this.#children(content).nodes);
    return quote;
  }

  #children(lines: string[]): { nodes: HTMLElement[]; spaced: boolean } {
    const parser = new BlockParser(lines, this.#options, this.#depth + 1);
    const nodes: HTMLElement[] = [];
    while (parser.skipBlank()) nodes.push(parser.next());
    return { nodes, spaced: parser.spaced };
  }

  #list(first: line.Marker): HTMLElement {
    const ordered = first.kind === '.' || first.kind === ')';
    const list = document.createElement(ordered ? 'ol' : 'ul');
    if (list instanceof HTMLOListElement && first.start !== 1) list.start = first.start;
    const items: HTMLElement[][] = [];
    let loose = false;
    for (let marker: line.Marker | null = first; marker?.kind === first.kind; ) {
      const lines = this.#itemLines(marker);
      const { nodes, spaced } = this.#children(lines);
      items.push(nodes);
      const text: string | undefined = this.#lines[this.at];
      marker = text === undefined ? null : line.markerOf(text);
      const another = marker?.kind === first.kind;
      loose ||= spaced || (another && line.isBlank(lines.at(-1)) && lines.length > 1);
    }
    for (const nodes of items) list.append(listItem(nodes, loose));
    return list;
  }

  #itemLines({ indent, rest }: line.Marker): string[] {
    const lines = [rest];
    let fence = line.fenceOf(rest);
    for (this.at++; this.at < this.#lines.length; this.at++) {
      const text = this.#lines[this.at] as string;
      const blankBefore = line.isBlank(lines.at(-1));
      const inside = line.indentOf(text) >= indent;
      const lazy = !fence && !blankBefore && !line.interrupts(text) && !line.markerOf(text);
      if (!line.isBlank(text) && !inside && !lazy) break;
      // An item that starts with a blank line ends at a second one.
      if (!line.isBlank(text) && lines.length > 1 && lines.every((l) => line.isBlank(l))) break;
      const content = line.dedent(text, indent);
      lines.push(content);
      if (!fence) fence = line.fenceOf(content);
      else if (fence.end.test(content)) fence = null;
    }
    return lines;
  }

  #table(alignments: string[]): HTMLElement {
    const table = document.createElement('table');
    const head = table.createTHead();
    this.#row(head, 'th', alignments);
    this.at++;
    const body = document.createElement('tbody');
    while (this.at < this.#lines.length && !line.interrupts(this.#lines[this.at] as string)) {
      this.#row(body, 'td', alignments);
    }
    if (body.firstChild) table.append(body);
    // A wide table scrolls on its own. The tab stop lets the arrow keys do it.
    const scroller = document.createElement('div');
    scroller.className = 'table';
    scroller.tabIndex = 0;
    scroller.append(table);
    return scroller;
  }

  #row(section: HTMLElement, tag: 'th' | 'td', alignments: string[]): void {
    const row = document.createElement('tr');
    const cells = line.cellsOf(this.#lines[this.at++] as string);
    alignments.forEach((alignment, index) => {
      const cell = this.#inline(document.createElement(tag), cells[index] ?? '');
      if (alignment) cell.className = alignment;
      row.append(cell);
    });
    section.append(row);
  }

  #paragraph(): HTMLElement {
    const content: string[] = [];
    let level = 0;
    for (; this.at < this.#lines.length; this.at++) {
      const text = this.#lines[this.at] as string;
      if (content.length > 0) {
        level = line.underlineOf(text);
        if (level) {
          this.at++;
          break;
        }
        if (line.interrupts(text) || line.tableOf(text, this.#lines[this.at + 1])) break;
      }
      content.push(text.trimStart());
    }
    const text = content.join('\n').trimEnd();
    return level ? this.#heading(level, text) : this.#inline(document.createElement('p'), text);
  }
}

/** In a tight list, paragraphs lose their `<p>`. */
function listItem(nodes: HTMLElement[], loose: boolean): HTMLElement {
  const item = document.createElement('li');
  for (const node of nodes) {
    if (!loose && node.tagName === 'P') item.append(...node.childNodes);
    else item.append(node);
  }
  return item;
}
