/** A run of `*`, `_` or `~` that may open or close emphasis: CommonMark's delimiter stack. */
export interface Delimiter {
  readonly node: Text;
  readonly char: string;
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  previous: Delimiter | null;
  next: Delimiter | null;
}

/** Nothing meant to be read is nested deeper; layout engines recurse. */
const MAX_DEPTH = 24;

const SPACE = /\s/;
const PUNCTUATION = /[\p{P}\p{S}]/u;

/** Whether a run between these two characters may open or close, by CommonMark's flanking rules. */
export function flanking(char: string, before: string, after: string): [boolean, boolean] {
  const spaceBefore = !before || SPACE.test(before);
  const spaceAfter = !after || SPACE.test(after);
  const markBefore = PUNCTUATION.test(before);
  const markAfter = PUNCTUATION.test(after);
  const left = !spaceAfter && (!markAfter || spaceBefore || markBefore);
  const right = !spaceBefore && (!markBefore || spaceAfter || markAfter);
  if (char !== '_') return [left, right];
  return [left && (!right || markBefore), right && (!left || markAfter)];
}

export class DelimiterStack {
  top: Delimiter | null = null;
  readonly #depths = new Map<Node, number>();

  push(delimiter: Omit<Delimiter, 'previous' | 'next'>): void {
    const entry: Delimiter = { ...delimiter, previous: this.top, next: null };
    if (this.top) this.top.next = entry;
    this.top = entry;
  }

  /** Turns the runs above `bottom` into elements, and forgets them. */
  resolve(bottom: Delimiter | null): void {
    // Per kind of closer, below which no opener can be: without it, hostile input is quadratic.
    const floors = new Map<string, Delimiter | null>();
    let closer = this.#firstAbove(bottom);
    while (closer) {
      const after: Delimiter | null = closer.next;
      if (closer.canClose) {
        const kind = `${closer.char}${closer.canOpen}${closer.length % 3}`;
        const floor = floors.has(kind) ? (floors.get(kind) ?? null) : bottom;
        const opener = this.#openerOf(closer, floor);
        if (opener) {
          closer = this.#wrap(opener, closer) ?? after;
          continue;
        }
        floors.set(kind, closer.previous);
        if (!closer.canOpen) this.#remove(closer);
      }
      closer = after;
    }
    this.top = bottom;
    if (bottom) bottom.next = null;
  }

  #firstAbove(bottom: Delimiter | null): Delimiter | null {
    if (bottom) return bottom.next;
    let first = this.top;
    while (first?.previous) first = first.previous;
    return first;
  }

  #openerOf(closer: Delimiter, floor: Delimiter | null): Delimiter | null {
    for (let opener = closer.previous; opener && opener !== floor; opener = opener.previous) {
      if (!opener.canOpen || opener.char !== closer.char) continue;
      if (closer.char === '~') {
        if (opener.node.length === closer.node.length) return opener;
        continue;
      }
      const both = opener.canClose || closer.canOpen;
      const odd = both && closer.length % 3 !== 0 && (opener.length + closer.length) % 3 === 0;
      if (!odd) return opener;
    }
    return null;
  }

  /** Puts what lies between the two into an element; gives the closer while it has marks left. */
  #wrap(opener: Delimiter, closer: Delimiter): Delimiter | null {
    opener.next = closer;
    closer.previous = opener;
    const strike = closer.char === '~';
    const shortest = Math.min(opener.node.length, closer.node.length);
    const used = strike ? shortest : Math.min(2, shortest);
    const element = document.createElement(strike ? 'del' : used > 1 ? 'strong' : 'em');
    let depth = 0;
    for (
      let node = opener.node.nextSibling;
      node && node !== closer.node;
      node = node.nextSibling
    ) {
      depth = Math.max(depth, this.#depths.get(node) ?? 0);
    }
    if (depth < MAX_DEPTH) {
      while (opener.node.nextSibling && opener.node.nextSibling !== closer.node) {
        element.append(opener.node.nextSibling);
      }
      closer.node.before(element);
      this.#depths.set(element, depth + 1);
      opener.node.deleteData(0, used);
      closer.node.deleteData(0, used);
    } else {
      this.#remove(opener);
      this.#remove(closer);
      return null;
    }
    if (!opener.node.length) this.#remove(opener);
    if (closer.node.length) return closer;
    this.#remove(closer);
    return null;
  }

  #remove(delimiter: Delimiter): void {
    if (delimiter.previous) delimiter.previous.next = delimiter.next;
    if (delimiter.next) delimiter.next.previous = delimiter.previous;
    else if (this.top === delimiter) this.top = delimiter.previous;
  }
}
