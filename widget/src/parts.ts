import type { Strings } from './strings';

/** What the chat is dressed with. Where a part does not come, the chat does without. */
export interface Parts {
  readonly strings: Strings;
  /** Without it, replies are plain text. */
  readonly markdown: typeof import('./markdown') | null;
  /** Menu, copying, ratings. */
  readonly extras: typeof import('./extras') | null;
}

/** For parts that the chat can do without. */
export function orNothing<T>(part: Promise<T> | undefined): Promise<T | null> {
  const missing = (cause: unknown): null => {
    console.warn('BubbleChat: a part could not be loaded.', cause);
    return null;
  };
  return part?.catch(missing) ?? Promise.resolve(null);
}
