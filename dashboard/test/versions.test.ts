import { describe, expect, it } from 'vitest';
import type { VersionView } from '~/api/types';
import { settingsOf } from '~/draft/diff';
import { withValue } from '~/draft/paths';
import { labelOfPart } from '~/tenant/parts';
import { authorOf } from '~/versions/author';
import { changedParts } from '~/versions/ChangeList';
import { choiceOf } from '~/versions/choice';
import { type Piece, piecesOf, shortened } from '~/versions/words';
import { tenant } from './settings';

/** `[-old-]{+new+}`, as a reader sees it. */
const shown = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ kind, text }) =>
      kind === 'removed' ? `[-${text}-]` : kind === 'added' ? `{+${text}+}` : text,
    )
    .join('');

const version = (revision: number, parts: Partial<VersionView> = {}): VersionView => ({
  revision,
  saved_at: '2026-11-20T10:00:00.000Z',
  author: null,
  note: null,
  ...parts,
});

describe('two texts', () => {
  it('are compared word by word', () => {
    const found = piecesOf('Be friendly and brief.', 'Be friendly, and very brief.');
    expect(shown(found)).toBe('Be friendly{+,+} and {+very +}brief.');
  });

  it('show neighbouring words that were replaced as one change', () => {
    expect(shown(piecesOf('We open at nine.', 'We close at ten sharp.'))).toBe(
      'We [-open-]{+close+} at [-nine-]{+ten sharp+}.',
    );
    expect(shown(piecesOf('one two three', 'four five six'))).toBe(
      '[-one two three-]{+four five six+}',
    );
  });

  it('give both texts back, whatever is between them', () => {
    const from = 'Hours:\n\n- Monday  9 to 5\n- Sunday closed ';
    const to = 'Hours:\n- Monday 9 to 6\n- Saturday 10 to 2\n';
    const pieces = piecesOf(from, to);
    const without = (other: string) =>
      pieces.flatMap(({ kind, text }) => (kind === other ? [] : [text])).join('');
    expect([without('added'), without('removed')]).toEqual([from, to]);
  });

  it('are given as they are if one is empty', () => {
    expect(piecesOf('', 'New.')).toEqual([{ kind: 'added', text: 'New.' }]);
    expect(piecesOf('Old.', '')).toEqual([{ kind: 'removed', text: 'Old.' }]);
  });

  it('are compared line by line if they are lists', () => {
    const found = piecesOf('https://a.example\nhttps://b.example\n', 'https://b.example\n', 'line');
    expect(shown(found)).toBe('[-https://a.example\n-]https://b.example\n');
  });

  it('are shortened to what is beside the changes', () => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');
    const found = shortened([
      { kind: 'same', text: `${words(100)} ` },
      { kind: 'added', text: 'new' },
      { kind: 'same', text: ` ${words(100)}` },
    ]);
    expect(found.map(({ kind }) => kind)).toEqual(['gap', 'same', 'added', 'same', 'gap']);
    expect(found[1]?.text).toMatch(/^word\d+ .*word99 $/);
    expect(found[3]?.text).toMatch(/^ word0 .*word\d+$/);
    const short: Piece[] = [{ kind: 'same', text: 'We are open ' }];
    expect(shortened(short)).toEqual(short);
  });
});

describe('the choice of versions', () => {
  const versions = [version(9), version(8), version(5)];

  it('is the newest and the one before, unless the address says otherwise', () => {
    expect(choiceOf(versions, {})).toEqual({ revision: 9, other: 8 });
    expect(choiceOf(versions, { revision: 8 })).toEqual({ revision: 8, other: 5 });
    expect(choiceOf(versions, { revision: 8, with: 9 })).toEqual({ revision: 8, other: 9 });
    expect(choiceOf(versions, { revision: 7, with: 2 })).toEqual({ revision: 7, other: 2 });
  });

  it('never compares a version with itself', () => {
    expect(choiceOf(versions, { revision: 8, with: 8 })).toEqual({ revision: 8, other: 5 });
  });

  it('has nothing to compare the oldest version with', () => {
    expect(choiceOf(versions, { revision: 5 })).toEqual({ revision: 5, other: undefined });
    expect(choiceOf([], {})).toBeUndefined();
  });
});

it('tells what changed between two documents, engine by engine', () => {
  const from = settingsOf(tenant());
  const [main] = from.engines;
  const to = withValue(withValue(from, 'prompt', 'You are Acme’s assistant.'), 'engines', [
    { ...main, model: 'gpt-5' },
    { name: 'faq', provider: 'rules', fallback: 'Later.' },
  ]);
  const labels = changedParts(from, to).map(labelOfPart);
  expect(labels.toSorted()).toEqual(['Engine faq', 'Engine main: model', 'System prompt']);
  expect(changedParts(from, from)).toEqual([]);
});

it('names the author, and the token that acted for them', () => {
  const author = { name: 'ada@acme.example', operator: null, token: null };
  expect(authorOf(version(1, { author }))).toBe('ada@acme.example');
  const token = '4f1d (Nightly)';
  expect(authorOf(version(1, { author: { ...author, token } }))).toBe(
    'ada@acme.example, by token 4f1d (Nightly)',
  );
  expect(authorOf(version(1))).toBe('The service');
});
