import { ICONS, icon, iconButton } from '../dom';
import type { Strings } from '../strings';

/** The round button that opens and closes the panel. */
export class Launcher {
  readonly element: HTMLButtonElement;

  constructor(strings: Strings, toggle: () => void) {
    this.element = iconButton('launcher', strings.open, ICONS.chat, {
      'aria-haspopup': 'dialog',
      'aria-expanded': 'false',
    });
    this.element.addEventListener('click', toggle);
  }

  show(open: boolean, label: string): void {
    this.element.setAttribute('aria-expanded', String(open));
    this.element.setAttribute('aria-label', label);
    this.element.title = label;
    this.element.replaceChildren(icon(open ? ICONS.down : ICONS.chat));
  }
}
