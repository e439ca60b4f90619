import { readDestination } from './destination';
import { type Delimiter, DelimiterStack, flanking } from './emphasis';
import { safeUrl } from './url';

interface Bracket {
  readonly node: Text;
  readonly image: boolean;
  readonly below: Delimiter | null;
  active: boolean;
}

/** Characters that may begin something other than text. */
const SPECIAL = /[\\`*_~[\]!<&\nhw]/g;
const ESCAPABLE = /[!-/:-@[-`{-~]/;
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/iy;

const unescaped = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, '$1');

/** Spans within one block. Every character is looked at a bounded number of times. */
export class InlineParser {
  readonly #text: string;
  readonly #out: Node;
  readonly #imageHosts: readonly string[];
  readonly #stack = new DelimiterStack();
  readonly #brackets: Bracket[] = [];
  /** Where the runs of each number of backticks begin; made at the first backtick. */
  #ticks: Map<number, number[]> | null = null;
  #at = 0;

  constructor(text: string, out: Node, imageHosts: readonly string[]) {
    this.#text = text;
    this.#out = out;
    this.#imageHosts = imageHosts;
  }

  parse(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      SPECIAL.lastIndex = this.#at;
      const next = SPECIAL.exec(text)?.index ?? text.length;
      if (next > this.#at) this.#write(text.slice(this.#at, next));
      this.#at = next;
      if (next < text.length) this.#special(text[next] as string);
    }
    this.#stack.resolve(null);
  }

  #special(char: string): void {
    if (char === '\\') this.#escape();
    else if (char === '`') this.#code();
    else if (char === '*' || char === '_' || char === '~') this.#delimiter(char);
    else if (char === '[') this.#open(false);
    else if (char === '!' && this.#text[this.#at + 1] === '[') this.#open(true);
    else if (char === ']') this.#close();
    else if (char === '<') this.#angle();
    else if (char === '&') this.#entity();
    else if (char === '\n') this.#lineEnd();
    else if (char === 'h' || char === 'w') this.#bareLink();
    else this.#literal(char);
  }

  /** Appends text and moves past nothing. */
  #write(content: string): Text {
    const node = document.createTextNode(content);
    this.#out.appendChild(node);
    return node;
  }

  #literal(source: string, content = source): Text {
    this.#at += source.length;
    return this.#write(content);
  }

  #escape(): void {
    const next = this.#text[this.#at + 1] ?? '';
    if (next === '\n') {
      this.#at += 2;
      this.#out.appendChild(document.createElement('br'));
    } else if (next && ESCAPABLE.test(next)) this.#literal(`\\${next}`, next);
    else this.#literal('\\');
  }

  #runLength(char: string): number {
    let end = this.#at;
    while (this.#text[end] === char) end++;
    return end - this.#at;
  }

  #code(): void {
    const length = this.#runLength('`');
    const starts = this.#backticks().get(length) ?? [];
    // Runs come in order, so those left behind are never looked at again.
    while (starts.length > 0 && (starts[starts.length - 1] as number) <= this.#at) starts.pop();
    const end = starts[starts.length - 1];
    if (end === undefined) {
      this.#literal('`'.repeat(length));
      return;
    }
    let content = this.#text.slice(this.#at + length, end).replace(/\n/g, ' ');
    const padded = content[0] === ' ' && content[content.length - 1] === ' ' && content.trim();
    if (padded) content = content.slice(1, -1);
    const code = document.createElement('code');
    code.dir = 'ltr';
    code.textContent = content;
    this.#out.appendChild(code);
    this.#at = end + length;
  }

  #backticks(): Map<number, number[]> {
    if (this.#ticks) return this.#ticks;
    this.#ticks = new Map();
    for (const run of this.#text.matchAll(/`+/g)) {
      const starts = this.#ticks.get(run[0].length);
      if (starts) starts.push(run.index);
      else this.#ticks.set(run[0].length, [run.index]);
    }
    for (const starts of this.#ticks.values()) starts.reverse();
    return this.#ticks;
  }

  #delimiter(char: string): void {
    const length = this.#runLength(char);
    const before = this.#text[this.#at - 1] ?? '';
    const after = this.#text[this.#at + length] ?? '';
    const node = this.#literal(char.repeat(length));
    const [canOpen, canClose] = flanking(char, before, after);
    if (char === '~' && length > 2) return;
    this.#stack.push({ node, char, length, canOpen, canClose });
  }

  #open(image: boolean): void {
    const node = this.#literal(image ? '![' : '[');
    this.#brackets.push({ node, image, below: this.#stack.top, active: true });
  }

  #close(): void {
    const bracket = this.#brackets.pop();
    const destination =
      bracket?.active && this.#text[this.#at + 1] === '('
        ? readDestination(this.#text, this.#at + 1)
        : null;
    if (!bracket || !destination) {
      this.#literal(']');
      return;
    }
    this.#at = destination.end;
    this.#stack.resolve(bracket.below);
    this.#link(bracket, unescaped(destination.address));
    if (bracket.image) return;
    // A link holds no link.
    for (let index = this.#brackets.length - 1; index >= 0; index--) {
      const outer = this.#brackets[index] as Bracket;
      if (outer.image) continue;
      if (!outer.active) break;
      outer.active = false;
    }
  }

  #link({ node, image }: Bracket, address: string): void {
    const url = safeUrl(address);
    const shown = image && url && this.#imageHosts.includes(url.host);
    const element = shown ? imageOf(url) : anchor(url);
    while (node.nextSibling) element.appendChild(node.nextSibling);
    if (element instanceof HTMLImageElement) {
      element.alt = element.textContent ?? '';
      element.replaceChildren();
    } else if (image && !element.textContent) {
      element.append(address);
    }
    this.#out.replaceChild(element, node);
  }

  /** `<https://…>`; any other angle bracket is text, HTML too. */
  #angle(): void {
    const match = /<((?:https?:\/\/|mailto:)[^\s<>]*)>/iy;
    match.lastIndex = this.#at;
    const found = match.exec(this.#text);
    if (found) this.#autolink(found[0].length, found[1] as string, found[1] as string);
    else this.#literal('<');
  }

  #entity(): void {
    ENTITY.lastIndex = this.#at;
    const match = ENTITY.exec(this.#text);
    const code = match?.[1] ? Number(match[1]) : Number.parseInt(match?.[2] ?? '', 16);
    const named = ENTITIES[match?.[3] ?? ''];
    if (match && named) this.#literal(match[0], named);
    else if (match && code > 0 && code <= 0x10ffff)
      this.#literal(match[0], String.fromCodePoint(code));
    else this.#literal('&');
  }

  #lineEnd(): void {
    const last = this.#out.lastChild;
    const spaces = last instanceof Text && last.data.endsWith('  ');
    if (last instanceof Text) last.data = last.data.trimEnd();
    if (spaces) {
      this.#at += 1;
      this.#out.appendChild(document.createElement('br'));
    } else this.#literal('\n');
    while (this.#text[this.#at] === ' ') this.#at++;
  }

  /** GFM's addresses without brackets. */
  #bareLink(): void {
    const before = this.#text[this.#at - 1] ?? '';
    const match = /(?:https?:\/\/|www\.)[^\s<]+/y;
    match.lastIndex = this.#at;
    // Within a link's text it would be a link in a link, should that one turn out to be one.
    const found =
      /^$|[\s*_~(]/.test(before) && !this.#brackets.some((b) => !b.image)
        ? match.exec(this.#text)?.[0]
        : null;
    const address = found ? withoutTrail(found) : '';
    if (/\w\.\w/.test(address) || /^https?:\/\/\w/.test(address)) {
      const href = address[0] === 'w' ? `http://${address}` : address;
      this.#autolink(address.length, href, address);
    } else this.#literal(this.#text[this.#at] as string);
  }

  #autolink(length: number, address: string, label: string): void {
    const link = anchor(safeUrl(address));
    link.textContent = label;
    this.#out.appendChild(link);
    this.#at += length;
  }
}

function anchor(url: URL | null): HTMLElement {
  // An address that leads nowhere safe leaves its words.
  if (!url) return document.createElement('span');
  const link = document.createElement('a');
  link.href = url.href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow ugc';
  return link;
}

function imageOf(url: URL): HTMLImageElement {
  const image = document.createElement('img');
  image.loading = 'lazy';
  image.referrerPolicy = 'no-referrer';
  image.src = url.href;
  return image;
}

/** The sentence's own punctuation at the end is not part of an address. */
function withoutTrail(address: string): string {
  let open = 0;
  for (const char of address) open += char === '(' ? 1 : char === ')' ? -1 : 0;
  let end = address.length;
  for (; end > 0; end--) {
    const char = address[end - 1] as string;
    if (char === ')' && open < 0) open++;
    else if (!'?!.,:*_~\'"'.includes(char)) break;
  }
  return address.slice(0, end);
}
