import { emphasise, type Run, runOf } from './emphasis';
import type { RenderOptions } from './options';

interface Bracket {
  readonly node: Text;
  readonly image: boolean;
  /** How many runs precede it. */
  readonly runs: number;
  active: boolean;
}

/**
 * Everything that is not plain text: escape · code · emphasis · brackets · `<https://…>` · entity ·
 * line end. Any other angle bracket is text, even in HTML. Anchored parts only, so time is linear.
 */
const MARKS =
  '\\\\([!-/:-@[-`{-~\\n])|(`+)|(\\*+|_+|~+)|(!?\\[)|(\\])|<((?:https?:\\/\\/|mailto:)[^\\s<>]*)>|' +
  '&(?:#(\\d{1,7})|#x([\\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));|(\\n *)';
const IN_LINK = new RegExp(MARKS, 'gi');
/** Also GFM's addresses without brackets. */
const ANYWHERE = new RegExp(
  `${MARKS}|(?<![^\\s*_~(])((?:https?:\\/\\/(?=\\w)|www\\.(?=\\w+\\.\\w))[^\\s<]+)`,
  'gi',
);
/** What follows a link's text: an address, which may hold one pair of parentheses, and a title. */
const DESTINATION =
  /\(\s*(?:<((?:\\.|[^<>\n\\])*)>|((?:\\.|\([^\s()]*\)|[^\s()\\])*))(?:\s+(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))?\s*\)/sy;
const ENTITIES: Record<string, number> = { amp: 38, lt: 60, gt: 62, quot: 34, apos: 39, nbsp: 160 };

/** Puts the spans of one block into `out`. Reads each character a bounded number of times. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one scanner, of short parts that share its place
export function parseInline(text: string, out: Element, options: RenderOptions): void {
  const runs: Run[] = [];
  const brackets: Bracket[] = [];
  const depths = new Map<Node, number>();
  let ticks: Map<number, number[]> | null = null;
  let links = 0;
  let at = 0;

  const add = <T extends Node>(node: T): T => out.appendChild(node);
  const write = (content: string): Text => add(document.createTextNode(content));

  const code = ({ length }: string, start: number): void => {
    ticks ??= ticksOf(text);
    const starts = ticks.get(length) ?? [];
    // Runs come in order, so those already passed are never needed again.
    while ((starts.at(-1) ?? start + 1) <= start) starts.pop();
    const end = starts.at(-1);
    if (!end) {
      write('`'.repeat(length));
      return;
    }
    const content = text.slice(at, end).replace(/\n/g, ' ');
    const padded = content[0] === ' ' && content.endsWith(' ') && content.trim();
    const element = add(document.createElement('code'));
    element.dir = 'ltr';
    element.textContent = padded ? content.slice(1, -1) : content;
    at = end + length;
  };

  const close = (): void => {
    const bracket = brackets.pop();
    if (bracket?.active && !bracket.image) links--;
    DESTINATION.lastIndex = at;
    const found = bracket?.active && text[at] === '(' && DESTINATION.exec(text);
    if (!found) {
      write(']');
      return;
    }
    at = DESTINATION.lastIndex;
    emphasise(runs.splice(bracket.runs), depths);
    const address = (found[1] ?? found[2] ?? '').replace(/\\([!-/:-@[-`{-~])/g, '$1');
    link(bracket, address, options);
    if (bracket.image) return;
    // A link cannot contain a link.
    for (let index = brackets.length - 1; links > 0; index--) {
      const outer = brackets[index] as Bracket;
      if (outer.active && !outer.image) links--;
      if (!outer.image) outer.active = false;
    }
  };

  while (at < text.length) {
    const token = links ? IN_LINK : ANYWHERE;
    token.lastIndex = at;
    const match = token.exec(text);
    const start = match?.index ?? text.length;
    if (start > at) write(text.slice(at, start));
    if (!match) break;
    at = token.lastIndex;
    const [source, escaped, tick, run, open, end, angle, decimal, hex, name, line, bare] = match;
    if (escaped === '\n') add(document.createElement('br'));
    else if (escaped) write(escaped);
    else if (tick) code(tick, start);
    else if (run) {
      const node = write(run);
      if (run[0] !== '~' || run.length < 3) runs.push(runOf(node, text[start - 1], text[at]));
    } else if (open) {
      const image = open.length > 1;
      brackets.push({ node: write(open), image, runs: runs.length, active: true });
      if (!image) links++;
    } else if (end) close();
    else if (angle) add(anchor(safeUrl(angle))).append(angle);
    else if (line) lineEnd(out, write);
    else if (bare) {
      const address = withoutTrail(bare);
      add(anchor(safeUrl(/^w/i.test(address) ? `http://${address}` : address))).append(address);
      at = start + address.length;
    } else write(entity(decimal, hex, name) ?? source);
  }
  emphasise(runs, depths);
}

/** Where the runs of each number of backticks begin, the last one first. */
function ticksOf(text: string): Map<number, number[]> {
  const ticks = new Map<number, number[]>();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const starts = ticks.get(run.length);
    if (starts) starts.push(index);
    else ticks.set(run.length, [index]);
  }
  for (const starts of ticks.values()) starts.reverse();
  return ticks;
}

function entity(decimal?: string, hex?: string, name?: string): string | undefined {
  const named = ENTITIES[name?.toLowerCase() ?? ''];
  const code = named ?? (decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function lineEnd(out: Element, write: (content: string) => Text): void {
  const last = out.lastChild;
  const text = last instanceof Text ? last.data : '';
  if (last instanceof Text) last.data = text.trimEnd();
  if (text.endsWith('  ')) out.append(document.createElement('br'));
  else write('\n');
}

/** Wraps what follows the bracket in a link, or makes it an image if its host is allowed. */
function link({ node, image }: Bracket, address: string, { allows }: RenderOptions): void {
  const url = safeUrl(address);
  const content = document.createDocumentFragment();
  while (node.nextSibling) content.append(node.nextSibling);
  if (image && url && allows(url.host)) {
    const picture = document.createElement('img');
    picture.loading = 'lazy';
    picture.referrerPolicy = 'no-referrer';
    picture.alt = content.textContent ?? '';
    picture.src = url.href;
    node.replaceWith(picture);
    return;
  }
  const element = anchor(url);
  element.append(image && !content.textContent ? address : content);
  node.replaceWith(element);
}

/**
 * Links may use http, https and mailto. The browser's own parser decides, because it is what will
 * read the address, tabs, control characters, odd cases and all.
 */
function safeUrl(address: string): URL | null {
  try {
    const url = new URL(address);
    return /^(?:https?|mailto):$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** If the address is unsafe, only its text remains. */
function anchor(url: URL | null): HTMLElement {
  if (!url) return document.createElement('span');
  const link = document.createElement('a');
  link.href = url.href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow ugc';
  return link;
}

/** Punctuation that ends the sentence is not part of the address. */
function withoutTrail(address: string): string {
  let open = address.split('(').length - address.split(')').length;
  let end = address.length;
  for (; /[?!.,:*_~'")]/.test(address[end - 1] ?? ''); end--) {
    if (address[end - 1] === ')' && open++ >= 0) break;
  }
  return address.slice(0, end);
}
