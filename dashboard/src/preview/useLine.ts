import { useSyncExternalStore } from 'react';
import { line, type Wish } from './line';

/** What is asked of this tenant's preview. */
export function useWish(slug: string): Wish | null {
  const wish = useSyncExternalStore(line.subscribe, line.getWish);
  return wish?.slug === slug ? wish : null;
}

export const useLineReady = (): boolean => useSyncExternalStore(line.subscribe, line.isReady);
