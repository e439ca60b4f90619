import { h, iconButton, relabel } from '../dom';
import type { Strings } from '../strings';
import { ICONS } from './icons';
import { wordsOf } from './words';

/**
 * A button that copies what `text` gives, and says so until the visitor leaves it. Plain http has no
 * clipboard to offer.
 */
export function copyButton(strings: Strings, text: () => string): HTMLElement | false {
  if (!navigator.clipboard) return false;
  const words = wordsOf(strings);
  const button = iconButton('copy', words.copy, ICONS.copy);
  button.onclick = async () => {
    // A browser that refuses leaves the button as it is.
    const copied = await navigator.clipboard.writeText(text()).then(
      () => true,
      () => false,
    );
    if (!copied) return;
    relabel(button, words.copied, ICONS.done);
  };
  button.onblur = button.onpointerleave = () => relabel(button, words.copy, ICONS.copy);
  return button;
}

/** Gives a code block the name of its language and a copy button. */
export function addCopy(block: HTMLElement, strings: Strings, language: string): void {
  const copy = copyButton(strings, () => block.querySelector('pre')?.textContent ?? '');
  block.prepend(h('span', 'language', {}, language), copy || '');
}
