import type { Strings } from '../strings';
import { ENGLISH_EXTRAS, type Words } from '../strings/english';

/** The words of the extras, in English where the language's file has not arrived. */
export const wordsOf = (strings: Strings): Words => ({ ...ENGLISH_EXTRAS, ...strings });
