import { create, createText } from './create';
import type { Run } from './options';
import { REACH } from './runs';

/** So many spans can be open at once. No readable text is nested deeper, and layout engines recurse. */
const MAX_OPEN = 24;

export interface Emphasis {
  /** Whether something before this place can still be emphasised. */
  isOpen(at: number): boolean;
  take(run: Run): void;
  /** Shows what is likely to be closed as if it were. */
  close(at: number): void;
}

/** Turns pairs of runs into elements as they come, with CommonMark's delimiter stack. */
export function createEmphasis(): Emphasis {
  /** Few, which keeps hostile input linear and shallow. */
  const openers: Run[] = [];
  return {
    isOpen(at) {
      const last = openers.at(-1);
      return !!last && at - last.from <= REACH;
    },
    take(closer) {
      while (closer.canClose && closer.node.length) {
        let index = openers.length - 1;
        while (index >= 0 && !pairs(openers[index] as Run, closer)) index--;
        const opener = openers[index]?.node;
        if (!opener) break;
        wrap(opener, closer.node);
        openers.length = index + (opener.length ? 1 : 0);
      }
      if (closer.canOpen && closer.node.length) openers.push(closer);
      if (openers.length > MAX_OPEN) openers.shift();
    },
    close(at) {
      for (const { node, canClose, from } of openers.reverse()) {
        if (canClose || at - from > REACH || !node.nextSibling) continue;
        const end = createText(node.data);
        node.parentNode?.append(end);
        while (node.length) wrap(node, end);
      }
    },
  };
}

function pairs(opener: Run, closer: Run): boolean {
  if (opener.char !== closer.char || closer.from - opener.from > REACH) return false;
  if (opener.char === '~') return opener.length === closer.length;
  const both = opener.canClose || closer.canOpen;
  return !both || closer.length % 3 === 0 || (opener.length + closer.length) % 3 !== 0;
}

/** Wraps what lies between the two in an element. */
function wrap(opener: Text, closer: Text): void {
  const used = Math.min(2, opener.length, closer.length);
  const stressed = used > 1 ? 'strong' : 'em';
  const element = create(opener.data[0] === '~' ? 'del' : stressed);
  while (opener.nextSibling !== closer) element.append(opener.nextSibling as Node);
  closer.before(element);
  for (const node of [opener, closer]) node.deleteData(0, used);
}
