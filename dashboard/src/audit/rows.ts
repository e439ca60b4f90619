import type { AuditItem } from '~/api/types';
import { type Cell, CSV_HEAD, CSV_TYPE, csvLine } from '~/ui/csv';
import { labelOfChange, valuesOf } from './fields';
import { personOf, sentenceOf } from './sentences';

export type Format = 'csv' | 'jsonl';

/** The columns of the file, and what is in them. Names are those of the API, but for the two that are in words. */
const COLUMNS: readonly [string, (item: AuditItem) => Cell][] = [
  ['at', ({ at }) => at],
  ['person', ({ actor }) => actor.name],
  ['operator', ({ actor }) => actor.operator],
  ['token', ({ actor }) => actor.token],
  ['address', ({ actor }) => actor.address],
  ['action', ({ action }) => action],
  ['tenant', ({ tenant }) => tenant],
  ['subject', ({ subject }) => subject],
  ['revision', ({ revision }) => revision],
  ['note', ({ note }) => note],
  ['in_words', inWords],
  ['changes', changesOf],
  ['more_changes', ({ more_changes }) => more_changes],
];

function inWords(item: AuditItem): string {
  const { did, after } = sentenceOf(item);
  return [personOf(item, undefined), did, item.tenant, after].filter(Boolean).join(' ');
}

/** A line for each field. */
function changesOf({ changes }: AuditItem): string {
  return changes
    .map((change) => {
      const { from, to } = valuesOf(change);
      return `${labelOfChange(change)}: ${change.is_long ? 'a long text' : `${from} → ${to}`}`;
    })
    .join('\n');
}

export interface Writer {
  type: string;
  head: string;
  line: (item: AuditItem) => string;
}

export const WRITERS: Record<Format, Writer> = {
  csv: {
    type: CSV_TYPE,
    head: CSV_HEAD + csvLine(COLUMNS.map(([name]) => name)),
    line: (item) => csvLine(COLUMNS.map(([, of]) => of(item))),
  },
  jsonl: {
    type: 'application/jsonl',
    head: '',
    line: (item) => `${JSON.stringify(item)}\n`,
  },
};
