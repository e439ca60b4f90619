import type { Message } from '../conversation';
import { h, iconButton } from '../dom';
import type { Rating } from '../protocol';
import type { Strings } from '../strings';
import { copyButton } from './copy';
import { ICONS } from './icons';
import { wordsOf } from './words';

export interface MessageActions {
  readonly element: HTMLElement;
  show(rating: Rating | null): void;
}

/** Copy and thumbs, shown below a finished reply. */
export function createActions(
  message: Message,
  strings: Strings,
  rate: (rating: Rating) => void,
): MessageActions {
  const { good, bad } = wordsOf(strings);
  const up = iconButton('up', good, ICONS.up, { onclick: () => rate('up') });
  const down = iconButton('down', bad, ICONS.down, { onclick: () => rate('down') });
  const copy = copyButton(strings, () => message.content);
  return {
    element: h('div', 'actions', {}, copy, up, down),
    show(rating) {
      up.ariaPressed = String(rating === 'up');
      down.ariaPressed = String(rating === 'down');
    },
  };
}
