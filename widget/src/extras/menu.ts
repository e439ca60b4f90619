import { h, iconButton } from '../dom';
import type { Strings } from '../strings';
import { ICONS } from './icons';

export interface MenuActions {
  save(): void;
  forget(): void;
}

/** What a visitor may do with the whole chat: keep it, or have it deleted. */
export class Menu {
  readonly element: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #list: HTMLElement;
  readonly #delete: HTMLButtonElement;
  readonly #strings: Strings;

  constructor(strings: Strings, { save, forget }: MenuActions) {
    this.#strings = strings;
    this.#button = iconButton('menu-button', strings.menu, ICONS.menu);
    const entry = (label: string): HTMLButtonElement =>
      h('button', { type: 'button', class: 'entry' }, label);
    const keep = entry(strings.export);
    this.#delete = entry(strings.delete);
    this.#list = h('div', { class: 'menu', part: 'menu' }, keep, this.#delete);
    this.element = h('div', { class: 'menu-anchor' }, this.#button, this.#list);
    this.#show(false);
    this.#button.addEventListener('click', () => this.#show(this.#list.hidden));
    keep.addEventListener('click', () => {
      this.#show(false);
      save();
    });
    this.#delete.addEventListener('click', () => {
      if (this.#delete.textContent !== strings.confirm) {
        this.#delete.textContent = strings.confirm;
        return;
      }
      this.#show(false);
      forget();
    });
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.element.contains(relatedTarget as Node | null)) this.#show(false);
    });
  }

  /** Closes the list; false if it was closed. */
  dismiss(): boolean {
    const wasOpen = !this.#list.hidden;
    if (wasOpen) {
      this.#show(false);
      this.#button.focus();
    }
    return wasOpen;
  }

  #show(open: boolean): void {
    this.#list.hidden = !open;
    this.#button.ariaExpanded = String(open);
    this.#delete.textContent = this.#strings.delete;
  }
}
