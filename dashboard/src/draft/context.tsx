import { createContext, type ReactNode, use, useSyncExternalStore } from 'react';
import type { Draft, DraftState } from './draft';
import { labelOf } from './labels';
import { type Path, type ValueAt, valueAt } from './paths';

const DraftContext = createContext<Draft | null>(null);

export function DraftProvider({ draft, children }: { draft: Draft; children: ReactNode }) {
  return <DraftContext value={draft}>{children}</DraftContext>;
}

export function useDraft(): Draft {
  const draft = use(DraftContext);
  if (!draft) throw new Error('useDraft must be used within a DraftProvider');
  return draft;
}

/** `select` must return the same object for the same state. */
export function useDraftState<T>(select: (state: DraftState) => T): T {
  const draft = useDraft();
  return useSyncExternalStore(draft.subscribe, () => select(draft.getState()));
}

export interface BoundField<V> {
  value: V;
  set: (value: V) => void;
  label: string;
  /** The field's problem, or `undefined`. */
  problem: string | undefined;
  /** Marks the control for `focusField`. */
  name: string;
}

/** One field of the tenant document, bound to the draft. */
export function useField<P extends Path>(path: P): BoundField<ValueAt<P>> {
  const draft = useDraft();
  const value = useDraftState(({ settings }) => valueAt(settings, path));
  const problem = useDraftState(({ problems }) => problems.get(path));
  const label = labelOf(path);
  const set = (next: ValueAt<P>): void => draft.set(path, next, label);
  return { value, set, label, problem, name: path };
}
