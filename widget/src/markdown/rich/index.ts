/** What not every answer needs, loaded when one does. */
import type { Block, Document } from '../options';
import { formulaOf } from './formula';
import css from './rich.css?inline';
import { tableOf } from './table';

export { end } from './brackets';
export { define, forget, isStale, open } from './definitions';
export { beforePipe, isUndecided, underlineOf, unquote } from './lines';
export { UNSPACED } from './scripts';
export { LOOSE_END, span, TOKENS as tokens } from './spans';
export { speechOf } from './speech';
export { css };

export const blockOf = (
  line: string,
  before: string | undefined,
  document: Document,
): Block | null => (before && tableOf(before, line, document)) || formulaOf(line, document);
