import { useSyncExternalStore } from 'react';
import { line } from './line';

/** Whether this tenant's preview is needed even out of view. */
export const useWanted = (slug: string): boolean =>
  useSyncExternalStore(line.subscribe, line.getWanted) === slug;

export const useLineReady = (): boolean => useSyncExternalStore(line.subscribe, line.isReady);
