import type { Memory } from '../session';
import type { Composer } from '../view/composer';

const DRAFT = 'draft';

/** Keeps text that was typed and not sent when the visitor leaves the page. */
export function keepDraft(composer: () => Composer, memory: Memory, signal: AbortSignal): void {
  composer().input.value ||= memory.get(DRAFT) ?? '';
  const keep = (): void => {
    const { value } = composer().input;
    if (value) memory.set(DRAFT, value);
    else memory.delete(DRAFT);
  };
  addEventListener('pagehide', keep, { signal });
}
