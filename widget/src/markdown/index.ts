import { Spans } from './inline';
import { Fence, Heading, Paragraph } from './leaf';
import * as line from './lines';
import type { Document, Leaf, RenderOptions } from './options';

/** Deeper quotes and lists are plain text: no reader needs them, and time stays linear. */
const MAX_DEPTH = 12;

/** Headings in replies rank below the panel's own. */
const headingTag = (level: number): 'h3' => `h${Math.min(level + 2, 6)}` as 'h3';

/** What the renderer can show only with its richer part. */
const RICH = /[|@$&<[]|\\\(|www\.|:\/\//i;

const QUOTE = '>';

/** A quote, or an item of a list. */
interface Container {
  readonly element: HTMLElement;
  /** `>`, or the marker's kind. */
  readonly kind: string;
  /** A line indented this far belongs to it. */
  indent: number;
  /** The list of an item. */
  readonly list?: HTMLElement;
}

/**
 * Renders Markdown to DOM nodes as it grows. Each line is read once: what it begins is decided as
 * soon as nothing still to come can change it, and until then it is not shown.
 */
export class MarkdownView {
  readonly #target: HTMLElement;
  readonly #document: Document;
  readonly #stack: Container[] = [];
  #leaf: Leaf | null = null;
  /** Where the first line begins that is not complete. */
  #read = 0;
  /** What is known of that line: nothing (0), which containers it belongs to (1), or also which leaf (2). */
  #known = 0;
  /** Where the part of it begins that belongs to the innermost known block. */
  #skip = 0;
  /** The paragraph that this line may continue, and the container that it ended. */
  #continued: Paragraph | null = null;
  #ended: Container | undefined;
  /** After a blank line, the depth of the quote that contains it; else -1. */
  #gap = -1;

  constructor(target: HTMLElement, options: RenderOptions) {
    this.#target = target;
    this.#document = {
      options,
      references: new Map(),
      missed: new Set(),
      whole: false,
      draw: (text, out) => new Spans(out, this.#document).draw(text, false),
    };
  }

  /** Shows `text`, which must begin with what was shown before. `whole`: whether nothing will follow. */
  render(text: string, whole: boolean): void {
    const doc = this.#document;
    if (doc.whole) this.clear();
    doc.whole = whole;
    this.#lines(text);
    if (!whole || !doc.options.around.rich?.isStale(doc)) return;
    this.#restart();
    this.#lines(text);
  }

  clear(): void {
    const doc = this.#document;
    doc.references.clear();
    doc.missed.clear();
    doc.whole = false;
    this.#restart();
  }

  #restart(): void {
    this.#read = this.#stack.length = 0;
    this.#gap = -1;
    this.#known = 0;
    this.#leaf = null;
    this.#target.replaceChildren();
  }

  #lines(text: string): void {
    const { whole } = this.#document;
    const end = /\r\n?|\n/g;
    for (;;) {
      end.lastIndex = this.#read;
      const found = end.exec(text);
      // A `\r` at the end may be half of a line end.
      const isEnd = !!found && (whole || found[0] !== '\r' || found.index + 1 < text.length);
      const source = text.slice(this.#read, found?.index).replace(/^[ \t]+/, expandTabs);
      if (found || source) this.#line(source, isEnd || whole);
      if (!isEnd) break;
      this.#read = found.index + found[0].length;
    }
    this.#leaf?.draw(!whole);
  }

  #line(source: string, whole: boolean): void {
    if (this.#known === 0 && !this.#enter(source, whole)) return;
    while (this.#known === 1) {
      const rest = source.slice(this.#skip);
      if (!whole && line.isUndecided(rest)) return;
      this.#begin(rest);
    }
    const leaf = this.#leaf;
    const { options, references } = this.#document;
    if (!options.around.rich && !(leaf instanceof Fence) && RICH.test(source)) options.enrich();
    if (leaf && !leaf.take(source.slice(this.#skip), whole)) this.#end();
    if (!whole) return;
    if (
      leaf instanceof Paragraph &&
      leaf.isFirstLine &&
      options.around.rich?.define(leaf.line, references)
    ) {
      leaf.drop();
      this.#leaf = null;
    }
    this.#known = 0;
  }

  /** Finds which of the open containers the line belongs to. Returns false if that is undecided. */
  #enter(source: string, whole: boolean): boolean {
    const stack = this.#stack;
    let rest = source;
    let depth = 0;
    let quotes = 0;
    for (; depth < stack.length; depth++) {
      const { kind, indent } = stack[depth] as Container;
      if (kind !== QUOTE) {
        if (line.isBlank(rest) ? indent === Infinity : line.indentOf(rest) < indent) break;
        rest = line.dedent(rest, indent);
      } else if (line.isQuote(rest)) {
        rest = line.unquote(rest);
        quotes = depth + 1;
      } else break;
    }
    const isInside = depth === stack.length;
    const leaf = this.#leaf;
    if (
      !whole &&
      (line.isBlank(rest) || (!(isInside && leaf instanceof Fence) && line.isUndecided(rest)))
    )
      return false;
    this.#skip = source.length - rest.length;
    this.#known = 2;
    if (isInside && leaf instanceof Fence) return true;
    if (line.isBlank(rest)) this.#blank(depth, quotes);
    else if (!isInside && leaf instanceof Paragraph && !startsBlock(rest)) leaf.next();
    else if (!isInside || !leaf || leaf instanceof Paragraph || startsBlock(rest))
      this.#leave(depth);
    return true;
  }

  #blank(depth: number, quotes: number): void {
    this.#end();
    const stack = this.#stack;
    if (stack[depth]?.kind === QUOTE) stack.length = depth;
    const item = stack.at(-1);
    // An item that starts with a blank line ends at a second one.
    if (item?.list && !item.element.firstChild) item.indent = Infinity;
    this.#gap = quotes;
  }

  /** Closes the containers from this depth on, if any are open. */
  #leave(depth: number): void {
    this.#ended = this.#stack[depth];
    if (this.#ended || !(this.#leaf instanceof Paragraph)) this.#end();
    this.#stack.length = depth;
    this.#continued = this.#leaf instanceof Paragraph ? this.#leaf : null;
    this.#known = 1;
  }

  #end(): void {
    this.#leaf?.draw(false);
    this.#leaf = null;
  }

  /** Begins the block that the rest of a line starts, or continues a paragraph. */
  #begin(rest: string): void {
    const isFlat = this.#stack.length >= MAX_DEPTH;
    const marker = isFlat ? null : line.markerOf(rest);
    const level = this.#continued ? line.underlineOf(rest) : 0;
    if (level) {
      this.#continued?.raise(this.#make(headingTag(level)));
      this.#leaf = null;
      this.#known = 2;
    } else if (marker && !(this.#continued && !line.interrupts(marker))) this.#item(marker, rest);
    else if (!isFlat && line.isQuote(rest)) this.#quote(rest);
    else this.#start(rest);
    this.#ended = undefined;
    this.#gap = -1;
  }

  #quote(rest: string): void {
    this.#end();
    const element = this.#put(this.#make('blockquote'));
    this.#enclose({ element, kind: QUOTE, indent: 0 }, rest, line.unquote(rest));
  }

  #item(marker: line.Marker, rest: string): void {
    this.#end();
    const { kind, start, indent } = marker;
    let list = this.#ended?.kind === kind ? this.#ended.list : undefined;
    if (!list) {
      list = this.#put(this.#make(/[.)]/.test(kind) ? 'ol' : 'ul'));
      if (list instanceof HTMLOListElement && start !== 1) list.start = start;
    } else if (this.#gap >= 0 && this.#stack.length >= this.#gap) list.className = 'loose';
    const element = list.appendChild(document.createElement('li'));
    this.#enclose({ element, kind, indent, list }, rest, marker.rest);
  }

  #enclose(container: Container, rest: string, inner: string): void {
    this.#continued = null;
    this.#stack.push(container);
    this.#skip += rest.length - inner.length;
  }

  /** Begins a leaf, or continues a paragraph. */
  #start(rest: string): void {
    this.#known = 2;
    if (line.isBlank(rest)) return;
    const doc = this.#document;
    const { rich } = doc.options.around;
    const continued = this.#continued;
    const fence = line.fenceOf(rest);
    const block = rich?.blockOf(rest, continued?.line, doc) ?? (fence && new Fence(fence, doc));
    const heading = line.headingOf(rest);
    const isRule = line.isRule(rest);
    if (continued && !block && !heading && !isRule) {
      continued.next();
      return;
    }
    if (block?.isHeaded) continued?.drop();
    this.#end();
    if (block) {
      this.#leaf = block;
      this.#put(block.element);
    } else if (heading) {
      const element = this.#make(headingTag(heading.level));
      this.#leaf = new Heading(this.#place(), element, doc);
    } else if (isRule) this.#put(document.createElement('hr'));
    else this.#paragraph(rest);
  }

  #paragraph(rest: string): void {
    const element = this.#make('p');
    const item = this.#stack.at(-1);
    const isTask = !!item?.list && !item.element.firstChild;
    const opening = this.#document.options.around.rich?.open(rest, element, isTask);
    this.#skip += opening?.length ?? 0;
    this.#leaf = new Paragraph(this.#place(), element, this.#document, opening?.out);
  }

  /** Only blocks that are not inside others say which way they run: what is inside follows. */
  #make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag] {
    const element = document.createElement(tag);
    if (!this.#stack.length) element.dir = 'auto';
    return element;
  }

  /** Where the next block belongs. A blank line between two blocks of an item makes its list loose. */
  #place(): HTMLElement {
    const depth = this.#stack.length - 1;
    const { element = this.#target, list } = this.#stack[depth] ?? {};
    if (list && element.firstChild && this.#gap >= 0 && depth >= this.#gap)
      list.className = 'loose';
    return element;
  }

  #put<Block extends HTMLElement>(block: Block): Block {
    return this.#place().appendChild(block);
  }
}

const expandTabs = (space: string): string => space.replaceAll('\t', '    ');

/** Whether the line is no continuation of the paragraph before it, which is in another container. */
const startsBlock = (rest: string): boolean =>
  line.isQuote(rest) ||
  line.isRule(rest) ||
  !!(line.fenceOf(rest) ?? line.headingOf(rest) ?? line.markerOf(rest));
