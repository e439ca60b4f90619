import { h } from '../dom';

/** How long it takes a screen reader to notice, in ms. After that, nobody should come across the text. */
const NOTICED = 3000;

export interface Announcer {
  readonly element: HTMLElement;
  say(text: string): void;
}

/**
 * A polite live region for screen readers, so that a reply is read once and not piece by piece.
 * `signal` ends it.
 */
export function createAnnouncer(signal: AbortSignal): Announcer {
  const element = h('div', 'hidden-text', { role: 'status' });
  let timer = 0;
  signal.addEventListener('abort', () => clearTimeout(timer));
  return {
    element,
    say(text) {
      element.textContent = text;
      clearTimeout(timer);
      timer = setTimeout(() => element.replaceChildren(), NOTICED);
    },
  };
}
