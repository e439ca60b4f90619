import { h } from '../dom';

/** How long a short message stands, in ms. */
const TOAST = 4000;

/** Speaks to screen readers: one polite line, so that a reply is read once and not piece by piece. */
export class Announcer {
  readonly element = h('div', { class: 'hidden-text', role: 'status' });
  #timer = 0;

  say(text: string): void {
    this.element.className = 'hidden-text';
    this.element.textContent = text;
  }

  /** Says it in sight, too, for a while. */
  show(text: string): void {
    this.say(text);
    this.element.className = 'toast';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.say(''), TOAST);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
