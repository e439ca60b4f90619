/** A run of `*`, `_` or `~` that may open or close emphasis. */
export interface Run {
  readonly node: Text;
  readonly char: string;
  /** The length as written; the node shrinks as characters are used. */
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
}

/** No readable text is nested deeper, and layout engines recurse. */
const MAX_DEPTH = 24;

const PUNCTUATION = /[\p{P}\p{S}]/u;

/** A run between these two characters. CommonMark's flanking rules say what it may do. */
export function runOf(node: Text, before = ' ', after = ' '): Run {
  const { data, length } = node;
  const char = data[0] as string;
  const [markBefore, markAfter] = [PUNCTUATION.test(before), PUNCTUATION.test(after)];
  const [spaceBefore, spaceAfter] = [!before.trim(), !after.trim()];
  const left = !spaceAfter && (!markAfter || spaceBefore || markBefore);
  const right = !spaceBefore && (!markBefore || spaceAfter || markAfter);
  const word = char === '_';
  const canOpen = left && (!word || !right || markBefore);
  return { node, char, length, canOpen, canClose: right && (!word || !left || markAfter) };
}

/** Turns pairs of runs into elements, with CommonMark's delimiter stack. */
export function emphasise(runs: readonly Run[], depths: Map<Node, number>): void {
  const openers: Run[] = [];
  // For each kind of closer, the index below which there is no opener. Keeps hostile input linear.
  const floors: Record<string, number> = {};
  for (const closer of runs) {
    const kind = `${closer.char}${closer.canOpen}${closer.length % 3}${closer.char === '~' ? closer.length : ''}`;
    while (closer.canClose && closer.node.length) {
      let index = openers.length - 1;
      const floor = floors[kind] ?? 0;
      while (index >= floor && !pairs(openers[index] as Run, closer)) index--;
      if (index < floor) {
        floors[kind] = openers.length;
        break;
      }
      const opener = openers[index] as Run;
      const used = wrap(opener.node, closer.node, depths);
      openers.length = used && opener.node.length ? index + 1 : index;
      for (const known of Object.keys(floors)) {
        floors[known] = Math.min(floors[known] as number, openers.length);
      }
      if (!used) break;
    }
    if (closer.canOpen && closer.node.length) openers.push(closer);
  }
}

function pairs(opener: Run, closer: Run): boolean {
  if (opener.char !== closer.char) return false;
  if (opener.char === '~') return opener.length === closer.length;
  const both = opener.canClose || closer.canOpen;
  return !both || closer.length % 3 === 0 || (opener.length + closer.length) % 3 !== 0;
}

/** Wraps what lies between the two in an element; false if that would nest too deeply. */
function wrap(opener: Text, closer: Text, depths: Map<Node, number>): boolean {
  const used = Math.min(2, opener.length, closer.length);
  const stressed = used > 1 ? 'strong' : 'em';
  const element = document.createElement(opener.data[0] === '~' ? 'del' : stressed);
  let depth = 0;
  const inside: Node[] = [];
  for (let node = opener.nextSibling; node && node !== closer; node = node.nextSibling) {
    depth = Math.max(depth, depths.get(node) ?? 0);
    inside.push(node);
  }
  if (depth >= MAX_DEPTH) return false;
  depths.set(element, depth + 1);
  element.append(...inside);
  closer.before(element);
  for (const node of [opener, closer]) node.deleteData(0, used);
  return true;
}
