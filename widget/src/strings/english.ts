/** The widget's own words. The owner's copy, where there is one, wins over them. */
export interface Strings {
  title: string;
  placeholder: string;
  open: string;
  close: string;
  send: string;
  stop: string;
  messages: string;
  suggestions: string;
  latest: string;
  you: string;
  answering: string;
  stopped: string;
  truncated: string;
  retry: string;
  offline: string;
  unavailable: string;
  refused: string;
  cut: string;
  limit_title: string;
  limit: string;
  /** `{n}` is a number of seconds. */
  wait: string;
  menu: string;
}

export const ENGLISH: Strings = {
  title: 'Chat',
  placeholder: 'Ask a question…',
  open: 'Open chat',
  close: 'Close chat',
  send: 'Send',
  stop: 'Stop',
  messages: 'Messages',
  suggestions: 'Suggested questions',
  latest: 'Latest message',
  you: 'You',
  answering: 'Answering…',
  stopped: 'Stopped.',
  truncated: 'The answer ends here: it reached its longest length.',
  retry: 'Retry',
  offline: 'Not sent, you seem to be offline.',
  unavailable: 'No answer could be written just now.',
  refused: 'This chat is not available on this page.',
  cut: 'The answer was cut off.',
  limit_title: 'One moment, please.',
  limit: 'Many questions at once.',
  wait: 'You can write again in {n} s.',
  menu: 'Menu',
};

/** The words of what comes beside the chat, which the same file of another language holds, too. */
export const ENGLISH_EXTRAS = {
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

export type ExtraStrings = typeof ENGLISH_EXTRAS;

/** What the file of a language holds. */
export type Words = Strings & ExtraStrings;
