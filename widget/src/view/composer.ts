import { h, ICONS, iconButton } from '../dom';
import type { Strings } from '../strings';

/** The server's limit for one message, in characters. */
const LONGEST_MESSAGE = 4000;

/** The form at the foot of the panel. What is typed stays until it has been taken. */
export class Composer {
  readonly element: HTMLFormElement;
  readonly #input: HTMLTextAreaElement;
  readonly #send: HTMLButtonElement;
  readonly #submit: (text: string) => boolean;

  constructor(strings: Strings, submit: (text: string) => boolean) {
    this.#submit = submit;
    this.#input = h('textarea', {
      class: 'input',
      part: 'input',
      rows: 1,
      maxlength: LONGEST_MESSAGE,
      enterkeyhint: 'send',
      dir: 'auto',
    });
    this.#send = iconButton('send', strings.send, ICONS.send, { type: 'submit' });
    this.element = h('form', { class: 'composer', part: 'composer' }, this.#input, this.#send);
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#take();
    });
    this.#input.addEventListener('input', () => this.#resize());
    this.#input.addEventListener('keydown', (event) => this.#keydown(event));
  }

  describe(placeholder: string): void {
    this.#input.placeholder = placeholder;
    this.#input.setAttribute('aria-label', placeholder);
  }

  setBusy(busy: boolean): void {
    // Not `disabled`: that would drop the focus of whoever pressed it.
    this.#send.setAttribute('aria-disabled', String(busy));
  }

  focus(): void {
    this.#input.focus({ preventScroll: true });
  }

  #keydown(event: KeyboardEvent): void {
    // 229: Safari reports an IME's closing Enter after the composition has ended.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    this.#take();
  }

  #take(): void {
    const text = this.#input.value.trim();
    if (!text || !this.#submit(text)) return;
    this.#input.value = '';
    this.#resize();
  }

  /** Where `field-sizing: content` is missing, the height follows the text by hand. */
  #resize(): void {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }
}
