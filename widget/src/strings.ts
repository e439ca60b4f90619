/** The widget's own words. The owner's copy, where there is one, wins over them. */
export interface Strings {
  title: string;
  placeholder: string;
  open: string;
  close: string;
  send: string;
  messages: string;
  suggestions: string;
  you: string;
  answering: string;
  retry: string;
  offline: string;
  unavailable: string;
  refused: string;
  cut: string;
  limit_title: string;
  limit: string;
  /** `{n}` is a number of seconds. */
  wait: string;
}

export const ENGLISH: Strings = {
  title: 'Chat',
  placeholder: 'Ask a question…',
  open: 'Open chat',
  close: 'Close chat',
  send: 'Send',
  messages: 'Messages',
  suggestions: 'Suggested questions',
  you: 'You',
  answering: 'Answering…',
  retry: 'Retry',
  offline: 'Not sent, you seem to be offline.',
  unavailable: 'No answer could be written just now.',
  refused: 'This chat is not available on this page.',
  cut: 'The answer was cut off.',
  limit_title: 'One moment, please.',
  limit: 'Many questions at once.',
  wait: 'You can write again in {n} s.',
};
