import type { Locale, Strings } from './strings';

/** What the chat is built of besides this file. Where a part does not come, the chat does without. */
export interface Parts {
  readonly strings: Strings;
  /** Without it, replies are plain text. */
  readonly markdown: typeof import('./markdown') | null;
  /** Menu, copying, ratings. */
  readonly extras: typeof import('./extras') | null;
}

const orNothing = <T>(part: Promise<T>): Promise<T | null> =>
  part.catch((cause) => {
    console.warn('BubbleChat: a part could not be loaded.', cause);
    return null;
  });

/** Asked for at the visitor's first interest, so that a page which nobody chats on pays for none. */
export async function loadParts(locale: Locale): Promise<Parts> {
  const [strings, markdown, extras] = await Promise.all([
    locale.load(),
    orNothing(import('./markdown')),
    orNothing(import('./extras')),
  ]);
  return { strings, markdown, extras };
}
