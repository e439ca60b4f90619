import { useMemo, useState } from 'react';
import { Button } from '~/ui/Button';
import { type Piece, piecesOf, shortened, type Unit } from './words';

interface WordsProps {
  label: string;
  from: string;
  to: string;
  unit: Unit;
}

/** A long text, with what was removed and added in it. */
export function Words({ label, from, to, unit }: WordsProps) {
  const [isWhole, setWhole] = useState(false);
  const pieces = useMemo(() => piecesOf(from, to, unit), [from, to, unit]);
  const short = useMemo(() => shortened(pieces), [pieces]);
  const shown = isWhole ? pieces : short;
  const hasGap = short.some(({ kind }) => kind === 'gap');
  return (
    <div className="rounded-control border border-line">
      {/* A whole prompt is long, so it scrolls, which has to work by keyboard too. */}
      <section
        aria-label={`${label}: changes`}
        className="max-h-96 overflow-y-auto whitespace-pre-wrap break-words px-3 py-2"
        dir="auto"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        tabIndex={0}
      >
        {shown.map((piece, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces have no other identity
          <PieceText isLast={i === shown.length - 1} key={i} piece={piece} />
        ))}
      </section>
      {hasGap && (
        <div className="border-line border-t px-1.5 py-1">
          <Button className="h-8 px-2" kind="quiet" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show the changes only' : 'Show the whole text'}
          </Button>
        </div>
      )}
    </div>
  );
}

function PieceText({ piece, isLast }: { piece: Piece; isLast: boolean }) {
  const { kind } = piece;
  // The end of the last line would be an empty line.
  const text = isLast ? piece.text.replace(/\n$/, '') : piece.text;
  if (kind === 'same') return text;
  if (kind === 'gap') return <span className="text-muted">{text}</span>;
  // Screen readers say nothing about `ins` and `del`.
  const before = <span className="sr-only">{kind === 'added' ? '[added: ' : '[removed: '}</span>;
  const after = <span className="sr-only">]</span>;
  return kind === 'added' ? (
    <ins className="rounded-sm px-0.5 bg-good-soft text-good-ink underline underline-offset-3">
      {before}
      {text}
      {after}
    </ins>
  ) : (
    <del className="rounded-sm px-0.5 bg-danger-soft text-danger-ink line-through">
      {before}
      {text}
      {after}
    </del>
  );
}
