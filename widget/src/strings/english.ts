/** The widget's own words. The tenant's copy takes precedence. */
export interface Strings {
  title: string;
  placeholder: string;
  welcome: string;
  open: string;
  close: string;
  send: string;
  stop: string;
  messages: string;
  you: string;
  answering: string;
  unavailable: string;
}

export const ENGLISH: Strings = {
  title: 'Chat',
  placeholder: 'Ask a question…',
  welcome: 'Hello, how can we help?',
  open: 'Open chat',
  close: 'Close chat',
  send: 'Send',
  stop: 'Stop',
  messages: 'Messages',
  you: 'You',
  answering: 'Writing an answer…',
  unavailable: 'Sorry, something went wrong while answering.',
};

/** The words of the extras. In the other languages, they are in the same object. */
export const ENGLISH_EXTRAS = {
  menu: 'Menu',
  latest: 'Jump to latest',
  suggestions: 'Suggested questions',
  stopped: 'Answer stopped.',
  truncated: 'This answer reached its maximum length.',
  cut: 'The answer was cut off.',
  /** `{n}` is a number above one. */
  code: 'Code, {n} lines',
  code_line: 'Code, one line',
  copy: 'Copy',
  copied: 'Copied',
  good: 'Good answer',
  bad: 'Bad answer',
  language: 'Language',
  export: 'Save this chat',
  renew: 'New chat',
  delete: 'Delete this chat',
  confirm: 'Delete for good?',
  deleted: 'Chat deleted.',
  failed: 'Something went wrong. Please try again.',
  /** `{n}` is a number of characters. */
  too_long: 'Only the first {n} characters fit.',
  engine: 'Answered by',
  retry: 'Try again',
  offline: 'Not sent. You seem to be offline.',
  refused: 'Chat isn’t available on this page.',
  limit_title: 'One moment, please.',
  limit: 'Too many messages right now.',
  paused: 'No answers for now. Please come back later.',
  /** `{n}` is a number of seconds. */
  wait: 'Try again in {n} s.',
};

export type ExtraStrings = typeof ENGLISH_EXTRAS;

/** All words of a language. */
export type Words = Strings & ExtraStrings;
