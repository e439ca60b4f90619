import { h } from '../dom';

/** Speaks to screen readers: one polite line, so that a reply is read once and not piece by piece. */
export class Announcer {
  readonly element = h('div', { class: 'hidden-text', role: 'status' });

  say(text: string): void {
    this.element.textContent = text;
  }
}
