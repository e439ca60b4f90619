import { h } from '../dom';

export interface Announcer {
  readonly element: HTMLElement;
  say(text: string): void;
}

/** A polite live region for screen readers, so that a reply is read once and not piece by piece. */
export function createAnnouncer(): Announcer {
  const element = h('div', 'hidden-text', { role: 'status' });
  return {
    element,
    say(text) {
      element.textContent = text;
    },
  };
}
