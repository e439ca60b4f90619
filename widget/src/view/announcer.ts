import { h } from '../dom';

export interface Announcer {
  readonly element: HTMLElement;
  say(text: string): void;
}

/** Speaks to screen readers: one polite line, so that a reply is read once and not piece by piece. */
export function createAnnouncer(): Announcer {
  const element = h('div', 'hidden-text', { role: 'status' });
  return {
    element,
    say(text) {
      element.textContent = text;
    },
  };
}
