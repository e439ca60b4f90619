import type { Strings } from '../strings';
import { ENGLISH_EXTRAS, type ExtraStrings } from '../strings/english';

/** The words of the extras: those of the language, where its file has come, else English. */
export const wordsOf = (strings: Strings): ExtraStrings => ({ ...ENGLISH_EXTRAS, ...strings });
