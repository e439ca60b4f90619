import { h, icon, iconButton } from '../dom';
import type { Strings } from '../strings';
import { ICONS } from './icons';

/** How long a button says that it has copied, in ms. */
const THANKS = 1500;

/** A button that copies what `text` gives, and says so. Plain http has no clipboard to offer. */
export function copyButton(strings: Strings, text: () => string): HTMLElement | false {
  if (!navigator.clipboard) return false;
  const button = iconButton('copy', strings.copy, ICONS.copy);
  const show = (label: string, shape: string): void => {
    button.ariaLabel = button.title = label;
    button.replaceChildren(icon(shape));
  };
  button.addEventListener('click', async () => {
    // A browser that refuses leaves the button as it is.
    const copied = await navigator.clipboard.writeText(text()).then(
      () => true,
      () => false,
    );
    if (!copied) return;
    show(strings.copied, ICONS.done);
    setTimeout(() => show(strings.copy, ICONS.copy), THANKS);
  });
  return button;
}

/** A code block with its language and a copy button. */
export function codeBlock(strings: Strings, pre: HTMLPreElement, language: string): HTMLElement {
  const label = h('span', { class: 'language' }, language);
  const button = copyButton(strings, () => pre.textContent ?? '');
  return h('div', { class: 'code', dir: 'ltr' }, label, button, pre);
}
