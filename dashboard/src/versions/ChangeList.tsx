import type { Settings } from '~/api/types';
import { type Difference, differences } from '~/draft/merge';
import { describePart, labelOfPart } from '~/tenant/parts';
import { isColour } from '~/ui/colour';
import { cx } from '~/ui/cx';
import { Words } from './Words';

/** A text up to this length, in characters, is shown as it was and as it is. */
const SHORT = 60;

const isLong = (text: string): boolean => text.length > SHORT || text.includes('\n');

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);

export const changedParts = (from: Settings, to: Settings): Difference[] =>
  differences(from, from, to);

/** What differs between two documents, field by field, from → to. */
export function ChangeList({ parts }: { parts: readonly Difference[] }) {
  return (
    <ul className="flex flex-col">
      {parts.map((part) => (
        <li
          className="flex flex-col gap-1.5 border-line border-b py-3 last:border-b-0"
          key={JSON.stringify(part.path)}
        >
          <h4 className="break-words font-medium">{labelOfPart(part)}</h4>
          <FromTo part={part} />
        </li>
      ))}
    </ul>
  );
}

/** A text as it is: where two are compared, "empty" and quotes would look like words of them. Every entry of a list is a line. */
function comparable(value: unknown, words: string): string {
  if (isNothing(value)) return '';
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? `${words}\n` : words;
}

function FromTo({ part }: { part: Difference }) {
  const from = describePart(part, part.mine);
  const to = describePart(part, part.theirs);
  if (isLong(from) || isLong(to)) {
    const isList = Array.isArray(part.mine) || Array.isArray(part.theirs);
    return (
      <Words
        from={comparable(part.mine, from)}
        label={labelOfPart(part)}
        to={comparable(part.theirs, to)}
        unit={isList ? 'line' : 'word'}
      />
    );
  }
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Value isNothing={isNothing(part.mine)} text={from} />
      <span aria-hidden="true" className="text-faint">
        →
      </span>
      <span className="sr-only">became</span>
      <Value isNothing={isNothing(part.theirs)} text={to} />
    </p>
  );
}

function Value({ text, isNothing }: { text: string; isNothing: boolean }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      {isColour(text) && (
        <span
          className="size-4 shrink-0 rounded border border-edge"
          style={{ backgroundColor: text }}
        />
      )}
      <span className={cx('min-w-0 break-words', isNothing && 'text-muted')}>{text}</span>
    </span>
  );
}
