/** Optional parts of the widget are files of their own. */

/** The part, or `null` and a warning in the console if it cannot be loaded. */
export function orNothing<T>(part: Promise<T>): Promise<T | null> {
  const missing = (cause: unknown): null => {
    console.warn('BubbleChat: could not load an optional part.', cause);
    return null;
  };
  return part.catch(missing);
}
