/** What not every answer needs, loaded when one does. */
import type { Block, Document } from '../options';
import { formulaOf } from './formula';
import { tableOf } from './table';

export { end } from './brackets';
export { define, isStale, open } from './definitions';
export { span, TOKENS as tokens } from './spans';

export const blockOf = (
  line: string,
  before: string | undefined,
  document: Document,
): Block | null => (before && tableOf(before, line, document)) || formulaOf(line, document);
