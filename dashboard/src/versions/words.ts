import { diffLines, diffWordsWithSpace } from 'diff';

export interface Piece {
  kind: 'same' | 'added' | 'removed' | 'gap';
  text: string;
}

/** Texts with little in common can take long to compare, and their comparison would tell nobody anything. */
const TIMEOUT_MS = 400;

/** Words of a text; lines of a list, whose entries are compared as a whole. */
export type Unit = 'word' | 'line';

/** What was removed and what was added, piece by piece. */
export function piecesOf(from: string, to: string, unit: Unit = 'word'): Piece[] {
  const options = { timeout: TIMEOUT_MS };
  const parts =
    unit === 'word' ? diffWordsWithSpace(from, to, options) : diffLines(from, to, options);
  if (!parts) return changed(from, to);
  const found: Piece[] = [];
  let removed = '';
  let added = '';
  const settle = (): void => {
    found.push(...changed(removed, added));
    removed = '';
    added = '';
  };
  for (const [i, part] of parts.entries()) {
    const { value } = part;
    if (part.removed) removed += value;
    else if (part.added) added += value;
    else if (isJoint(value) && (removed || added) && i < parts.length - 1) {
      // A space between two words that were both replaced.
      removed += value;
      added += value;
    } else {
      settle();
      found.push({ kind: 'same', text: value });
    }
  }
  settle();
  return found;
}

const isJoint = (text: string): boolean => /^[^\S\n]+$/.test(text);

function changed(removed: string, added: string): Piece[] {
  const pieces: Piece[] = [
    { kind: 'removed', text: removed },
    { kind: 'added', text: added },
  ];
  return pieces.filter(({ text }) => text !== '');
}

/** How much of an unchanged text stands beside a change, in characters. */
const BESIDE = 80;
/** A gap must be worth it. */
const LEAST_GAP = 60;

/** Leaves out what is unchanged, except beside a change. */
export function shortened(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece, i) => {
    if (piece.kind !== 'same') return [piece];
    const { text } = piece;
    const head = i === 0 ? '' : upToWord(text, BESIDE);
    const tail = i === pieces.length - 1 ? '' : fromWord(text, BESIDE);
    if (text.length - head.length - tail.length < LEAST_GAP) return [piece];
    const gap: Piece = { kind: 'gap', text: ' … ' };
    const kept: Piece[] = [{ kind: 'same', text: head }, gap, { kind: 'same', text: tail }];
    return kept.filter(({ text }) => text !== '');
  });
}

/** The beginning of a text, not ending within a word if that can be helped. */
function upToWord(text: string, most: number): string {
  const start = text.slice(0, most);
  const end = start.search(/\s\S*$/);
  return end > 0 ? start.slice(0, end) : start;
}

function fromWord(text: string, most: number): string {
  const end = text.slice(Math.max(0, text.length - most));
  const start = end.search(/\s/);
  return start >= 0 ? end.slice(start + 1) : end;
}
