import { h, ICONS, iconButton } from '../dom';
import type { Copy } from '../protocol';
import type { Strings } from '../strings';

/** The chat window around its content: its name, its header, its foot. */
export class Panel {
  readonly element: HTMLElement;
  readonly #title = h('h2', { class: 'title', part: 'title', id: 'title' });
  readonly #subtitle = h('p', { class: 'subtitle', part: 'subtitle' });
  readonly #privacy = h('p', { class: 'privacy', part: 'privacy' });

  constructor(
    strings: Strings,
    menu: HTMLElement | undefined,
    close: () => void,
    ...content: Node[]
  ) {
    const button = iconButton('close', strings.close, ICONS.close);
    button.addEventListener('click', close);
    this.element = h(
      'div',
      { class: 'panel', part: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: -1 },
      h(
        'div',
        { class: 'header', part: 'header' },
        h('div', { class: 'names' }, this.#title, this.#subtitle),
        menu,
        button,
      ),
      ...content,
      this.#privacy,
    );
    this.element.hidden = true;
  }

  describe({ title, subtitle, privacy_note }: Copy): void {
    this.#title.textContent = title;
    this.#subtitle.textContent = subtitle;
    this.#subtitle.hidden = !subtitle;
    this.#privacy.textContent = privacy_note;
    this.#privacy.hidden = !privacy_note;
  }
}
