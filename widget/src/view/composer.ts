import { h, ICONS, icon, iconButton } from '../dom';
import type { Strings } from '../strings';

/** The server's limit for one message, in characters. */
const LONGEST_MESSAGE = 4000;

export interface ComposerActions {
  /** Whether the text was taken. */
  submit(text: string): boolean;
  stop(): void;
}

/** The form at the foot of the panel. What is typed stays until it has been taken. */
export class Composer {
  readonly element: HTMLFormElement;
  readonly #input: HTMLTextAreaElement;
  readonly #button: HTMLButtonElement;
  readonly #strings: Strings;
  readonly #actions: ComposerActions;
  #busy = false;

  constructor(strings: Strings, actions: ComposerActions) {
    this.#strings = strings;
    this.#actions = actions;
    this.#input = h('textarea', {
      class: 'input',
      part: 'input',
      rows: 1,
      maxlength: LONGEST_MESSAGE,
      enterkeyhint: 'send',
    });
    this.#button = iconButton('send', strings.send, ICONS.send, { type: 'submit' });
    this.element = h('form', { class: 'composer', part: 'composer' }, this.#input, this.#button);
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#busy) this.#actions.stop();
      else this.#take();
    });
    this.#input.addEventListener('input', () => this.#resize());
    this.#input.addEventListener('keydown', (event) => this.#keydown(event));
  }

  get draft(): string {
    return this.#input.value;
  }

  set draft(text: string) {
    this.#input.value = text;
    this.#resize();
  }

  describe(placeholder: string): void {
    this.#input.placeholder = placeholder;
    this.#input.setAttribute('aria-label', placeholder);
  }

  /** While a reply comes in, the button stops it. */
  setBusy(busy: boolean): void {
    this.#busy = busy;
    const label = busy ? this.#strings.stop : this.#strings.send;
    this.#button.classList.toggle('stop', busy);
    this.#button.ariaLabel = this.#button.title = label;
    this.#button.replaceChildren(icon(busy ? ICONS.stop : ICONS.send));
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
    if (text && !this.#busy && this.#actions.submit(text)) this.draft = '';
  }

  /** Where `field-sizing: content` is missing, the height follows the text by hand. */
  #resize(): void {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }
}
