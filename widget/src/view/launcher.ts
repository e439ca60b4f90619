import { h, ICONS, icon, iconButton } from '../dom';

/** The round button that opens and closes the panel. */
export class Launcher {
  readonly element: HTMLButtonElement;

  constructor(label: string, toggle: () => void) {
    this.element = iconButton('launcher', label, ICONS.chat, {
      'aria-haspopup': 'dialog',
      'aria-expanded': 'false',
    });
    this.element.addEventListener('click', toggle);
  }

  show(open: boolean, label: string): void {
    this.element.ariaExpanded = String(open);
    this.element.ariaLabel = this.element.title = label;
    this.element.replaceChildren(icon(open ? ICONS.down : ICONS.chat));
  }

  /** A dot, for a reply that came while the panel was closed. */
  remind(): void {
    if (this.element.ariaExpanded === 'false') this.element.append(h('span', { class: 'badge' }));
  }
}
