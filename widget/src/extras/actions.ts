import type { Message } from '../conversation';
import { h, iconButton } from '../dom';
import type { Rating } from '../protocol';
import type { Strings } from '../strings';
import { copyButton } from './copy';
import { ICONS } from './icons';

/** Copy and thumbs, under a reply that has ended. */
export class MessageActions {
  readonly element: HTMLElement;
  readonly #thumbs = new Map<Rating, HTMLButtonElement>();

  constructor(message: Message, strings: Strings, rate: (rating: Rating) => void) {
    for (const rating of ['up', 'down'] as const) {
      const button = iconButton(rating, strings[rating === 'up' ? 'good' : 'bad'], ICONS[rating]);
      button.addEventListener('click', () => rate(rating));
      this.#thumbs.set(rating, button);
    }
    this.element = h(
      'div',
      { class: 'actions', part: 'actions' },
      copyButton(strings, () => message.content),
      ...this.#thumbs.values(),
    );
  }

  show(rating: Rating | null): void {
    for (const [own, button] of this.#thumbs) button.ariaPressed = String(own === rating);
  }
}
