/** What the widget can do without comes in files of its own. */

/** `null`, and a word in the console, where it does not come. */
export function orNothing<T>(part: Promise<T>): Promise<T | null> {
  const missing = (cause: unknown): null => {
    console.warn('BubbleChat: a part could not be loaded.', cause);
    return null;
  };
  return part.catch(missing);
}
