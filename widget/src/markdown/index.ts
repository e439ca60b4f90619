import { create } from './create';
import { createSpans } from './inline';
import { createFence, createHeading, createParagraph, type Paragraph } from './leaf';
import * as lines from './lines';
import type { Document, Leaf, RenderOptions } from './options';

/** Deeper quotes and lists are plain text: no reader needs them, and time stays linear. */
const MAX_DEPTH = 12;

/** Headings in replies rank below the panel's own. */
const headingTag = (level: number): 'h3' => `h${Math.min(level + 2, 6)}` as 'h3';

/** A line that the renderer may be able to show only with its richer part. */
const RICH = /[|@$&<>[\u2e80-\uffef]|\\\(|www\.|:\/\/|^ *(=+|-+) *$/i;

/** A quote, or an item of a list. */
interface Container {
  readonly element: HTMLElement;
  /** The list of an item. Quotes have none. */
  readonly list?: HTMLElement;
  /** The kind of an item's marker. */
  readonly kind?: string;
  /** A line indented this far belongs to the item. */
  indent: number;
}

export interface MarkdownView {
  /** Shows `text`, which must begin with what was shown before. `whole`: whether nothing will follow. */
  render(text: string, whole: boolean): void;
  clear(): void;
}

/**
 * Renders Markdown to DOM nodes as it grows. Each line is read once: what it begins is decided as
 * soon as nothing still to come can change it, and until then it is not shown.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a closure for a class; each part of it is short
export function createMarkdown(target: HTMLElement, options: RenderOptions): MarkdownView {
  const { around } = options;
  const document: Document = {
    options,
    whole: false,
    draw: (text, out) => createSpans(out, document)(text, false),
  };
  const stack: Container[] = [];
  let leaf: Leaf | null = null;
  /** The leaf, if it is one. */
  let paragraph: Paragraph | null = null;
  /** Where the first line begins that is not complete. */
  let read = 0;
  /** What is known of that line: nothing (0), which containers it belongs to (1), or also which leaf (2). */
  let known = 0;
  /** Where the part of it begins that belongs to the innermost known block. */
  let skip = 0;
  /** The paragraph that this line may continue, and the container that it ended. */
  let continued: Paragraph | null = null;
  let ended: Container | undefined;
  /** After a blank line, the depth of the quote that contains it; else -1. */
  let gap = -1;

  function render(text: string, whole: boolean): void {
    if (document.whole) clear();
    document.whole = whole;
    show(text);
    if (!whole || !around.rich?.isStale(document)) return;
    restart();
    show(text);
  }

  function clear(): void {
    around.rich?.forget(document);
    document.whole = false;
    restart();
  }

  function restart(): void {
    read = stack.length = known = 0;
    gap = -1;
    leaf = paragraph = null;
    target.replaceChildren();
  }

  function show(text: string): void {
    const { whole } = document;
    const end = /\r\n?|\n/g;
    for (;;) {
      end.lastIndex = read;
      const found = end.exec(text);
      // A `\r` at the end may be half of a line end.
      const isEnd = !!found && (whole || found[0] !== '\r' || found.index + 1 < text.length);
      const source = text.slice(read, found?.index).replace(/^[ \t]+/, expandTabs);
      if ((found || source) && !take(source, isEnd || whole)) break;
      if (!isEnd) break;
      read = found.index + found[0].length;
    }
    leaf?.draw(!whole);
  }

  /** Takes a line, or what has come of it. Returns false if the renderer's richer part must come first. */
  function take(source: string, whole: boolean): boolean {
    if (known === 0 && !enter(source, whole)) return true;
    if (!around.rich && !leaf?.isCode && RICH.test(source)) {
      options.enrich();
      if (around.awaitsRich) return false;
    }
    while (known === 1) {
      const rest = source.slice(skip);
      if (!whole && isUndecided(rest)) return true;
      begin(rest);
    }
    if (leaf && !leaf.take(source.slice(skip), whole)) endLeaf();
    if (!whole) return true;
    if (paragraph?.isFirstLine && around.rich?.define(paragraph.line, document)) {
      paragraph.drop();
      leaf = paragraph = null;
    }
    known = 0;
    return true;
  }

  const isUndecided = (rest: string): boolean =>
    lines.isUndecided(rest) || !!around.rich?.isUndecided(rest);

  /** Finds which of the open containers the line belongs to. Returns false if that is undecided. */
  function enter(source: string, whole: boolean): boolean {
    let rest = source;
    let depth = 0;
    let quotes = 0;
    for (; depth < stack.length; depth++) {
      const { list, indent } = stack[depth] as Container;
      if (list) {
        if (lines.isBlank(rest) ? indent === Infinity : lines.indentOf(rest) < indent) break;
        rest = lines.dedent(rest, indent);
      } else {
        const quoted = around.rich?.unquote(rest);
        if (quoted === undefined) break;
        rest = quoted;
        quotes = depth + 1;
      }
    }
    const isInside = depth === stack.length;
    const isCode = isInside && leaf?.isCode;
    const blank = lines.isBlank(rest);
    if (!whole && (blank || (!isCode && isUndecided(rest)))) return false;
    skip = source.length - rest.length;
    known = 2;
    if (isCode) return true;
    if (blank) leaveGap(depth, quotes);
    else if (!isInside && paragraph && !startsBlock(rest)) paragraph.next();
    else if (!isInside || !leaf || paragraph || startsBlock(rest)) leave(depth);
    return true;
  }

  /** Whether the line is no continuation of the paragraph before it, which is in another container. */
  const startsBlock = (rest: string): boolean =>
    around.rich?.unquote(rest) !== undefined ||
    lines.isRule(rest) ||
    !!(lines.fenceOf(rest) ?? lines.headingOf(rest) ?? lines.markerOf(rest));

  /** Takes a blank line. */
  function leaveGap(depth: number, quotes: number): void {
    endLeaf();
    if (stack[depth] && !stack[depth].list) stack.length = depth;
    const item = stack.at(-1);
    // An item that starts with a blank line ends at a second one.
    if (item?.list && !item.element.firstChild) item.indent = Infinity;
    gap = quotes;
  }

  /** Closes the containers from this depth on, if any are open. */
  function leave(depth: number): void {
    ended = stack[depth];
    if (ended || !paragraph) endLeaf();
    stack.length = depth;
    continued = paragraph;
    known = 1;
  }

  function endLeaf(): void {
    leaf?.draw(false);
    leaf = paragraph = null;
  }

  /** Begins the block that the rest of a line starts, or continues a paragraph. */
  function begin(rest: string): void {
    const isFlat = stack.length >= MAX_DEPTH;
    const marker = isFlat ? null : lines.markerOf(rest);
    const level = (continued && around.rich?.underlineOf(rest)) || 0;
    const quoted = isFlat ? undefined : around.rich?.unquote(rest);
    if (level) {
      continued?.raise(make(headingTag(level)));
      leaf = paragraph = null;
      known = 2;
    } else if (marker && !(continued && !lines.interrupts(marker))) beginItem(marker, rest);
    else if (quoted !== undefined) {
      endLeaf();
      enclose({ element: put(make('blockquote')), indent: 0 }, rest, quoted);
    } else start(rest);
    ended = undefined;
    gap = -1;
  }

  function beginItem(marker: lines.Marker, rest: string): void {
    endLeaf();
    const { kind, start, indent } = marker;
    let list = ended?.kind === kind ? ended.list : undefined;
    if (!list) {
      list = put(make(/[.)]/.test(kind) ? 'ol' : 'ul'));
      if (list instanceof HTMLOListElement && start !== 1) list.start = start;
    } else if (gap >= 0 && stack.length >= gap) list.className = 'loose';
    const element = list.appendChild(create('li'));
    enclose({ element, kind, indent, list }, rest, marker.rest);
  }

  function enclose(container: Container, rest: string, inner: string): void {
    continued = null;
    stack.push(container);
    skip += rest.length - inner.length;
  }

  /** Begins a leaf, or continues a paragraph. */
  function start(rest: string): void {
    known = 2;
    if (lines.isBlank(rest)) return;
    const fence = lines.fenceOf(rest);
    const block =
      around.rich?.blockOf(rest, continued?.line, document) ??
      (fence && createFence(fence, document));
    const heading = lines.headingOf(rest);
    const isRule = lines.isRule(rest);
    if (continued && !block && !heading && !isRule) {
      continued.next();
      return;
    }
    if (block?.isHeaded) continued?.drop();
    endLeaf();
    if (block) {
      leaf = block;
      put(block.element);
    } else if (heading) leaf = createHeading(place(), make(headingTag(heading.level)), document);
    else if (isRule) put(create('hr'));
    else beginParagraph(rest);
  }

  function beginParagraph(rest: string): void {
    const element = make('p');
    const item = stack.at(-1);
    const isTask = !!item?.list && !item.element.firstChild;
    const opening = around.rich?.open(rest, element, isTask);
    skip += opening?.length ?? 0;
    leaf = paragraph = createParagraph(place(), element, document, opening?.out);
  }

  /** Only blocks that are not inside others say which way they run: what is inside follows. */
  function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag] {
    const element = create(tag);
    if (!stack.length) element.dir = 'auto';
    return element;
  }

  /** Where the next block belongs. A blank line between two blocks of an item makes its list loose. */
  function place(): HTMLElement {
    const depth = stack.length - 1;
    const { element = target, list } = stack[depth] ?? {};
    if (list && element.firstChild && gap >= 0 && depth >= gap) list.className = 'loose';
    return element;
  }

  const put = <Block extends HTMLElement>(block: Block): Block => place().appendChild(block);

  return { render, clear };
}

const expandTabs = (space: string): string => space.replaceAll('\t', '    ');
