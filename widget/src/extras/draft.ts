import type { Memory } from '../session';
import type { Composer } from '../view/composer';

const DRAFT = 'draft';

/** A page that goes takes nothing with it that was typed and not sent. */
export function keepDraft(composer: () => Composer, memory: Memory, signal: AbortSignal): void {
  composer().draft ||= memory.get(DRAFT) ?? '';
  const keep = (): void => {
    const { draft } = composer();
    if (draft) memory.set(DRAFT, draft);
    else memory.delete(DRAFT);
  };
  addEventListener('pagehide', keep, { signal });
}
