import type { Strings } from '../strings';

/** The words of what comes beside the chat; other languages bring them along. */
const ENGLISH = {
  copy: 'Copy',
  copied: 'Copied',
  good: 'Good answer',
  bad: 'Bad answer',
  language: 'Language',
  export: 'Save this chat',
  delete: 'Delete this chat',
  confirm: 'Delete for good?',
  deleted: 'This chat was deleted.',
  failed: 'That did not work. Please try again.',
  engine: 'Answered by',
};

export type ExtraStrings = typeof ENGLISH;

export const wordsOf = (strings: Strings): ExtraStrings => ({ ...ENGLISH, ...strings });
