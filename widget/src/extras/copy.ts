import { h, iconButton, relabel } from '../dom';
import type { Strings } from '../strings';
import { colourLater } from './code';
import { ICONS } from './icons';
import { wordsOf } from './words';

/**
 * A button that copies what `text` returns, and says so until the visitor leaves it. There is no
 * clipboard on plain http.
 */
export function copyButton(strings: Strings, text: () => string): HTMLElement | false {
  if (!navigator.clipboard) return false;
  const words = wordsOf(strings);
  const button = iconButton('copy', words.copy, ICONS.copy);
  button.onclick = async () => {
    // If the browser refuses, the button stays as it is.
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

/** Adds the name of its language and a copy button to a code block, and its colours when it is complete. */
export function addCopy(block: HTMLElement, strings: Strings, language: string): void {
  const copy = copyButton(strings, () => block.querySelector('pre')?.textContent ?? '');
  block.prepend(h('span', 'language', {}, language), copy || '');
  colourLater(block, language);
}
