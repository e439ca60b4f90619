import type { Message } from '../conversation';
import { h } from '../dom';
import { type MessageContext, MessageView } from './message';

/** How near the end, in px, counts as reading along. */
const NEAR_END = 48;

/** The scrolling list of messages. */
export class Thread {
  readonly element: HTMLElement;
  readonly #list = h('ul', { class: 'messages', role: 'list' });
  readonly #chips = h('div', { class: 'chips', role: 'group' });
  readonly #views = new Map<Message, MessageView>();
  readonly #context: MessageContext;
  readonly #choose: (suggestion: string) => void;
  readonly #welcome: Message = {
    id: 'welcome',
    role: 'assistant',
    content: '',
    state: 'done',
    status: 'complete',
    problem: null,
  };
  #readingAlong = true;

  constructor(context: MessageContext, choose: (suggestion: string) => void) {
    this.#context = context;
    this.#choose = choose;
    const { messages, suggestions } = context.strings;
    this.#chips.setAttribute('aria-label', suggestions);
    // Not a live region: the announcer speaks, once for each reply. A tab stop, for the arrow keys.
    this.element = h(
      'section',
      { class: 'thread', part: 'thread', 'aria-label': messages, tabindex: 0 },
      this.#list,
      this.#chips,
    );
    this.element.addEventListener('scroll', () => {
      const { scrollHeight, scrollTop, clientHeight } = this.element;
      this.#readingAlong = scrollHeight - scrollTop - clientHeight < NEAR_END;
    });
  }

  show(message: Message): void {
    const view = this.#views.get(message);
    if (view) {
      view.update(message);
    } else {
      const added = new MessageView(message, this.#context);
      this.#views.set(message, added);
      if (message === this.#welcome) this.#list.prepend(added.element);
      else this.#list.append(added.element);
      if (message.role === 'user') this.#leaveSuggestions();
    }
    this.follow();
  }

  remove(message: Message): void {
    this.#views.get(message)?.stop();
    this.#views.get(message)?.element.remove();
    this.#views.delete(message);
  }

  /** The owner's first words, and questions to begin with for as long as nobody has asked one. */
  welcome(text: string, suggestions: string[]): void {
    this.#welcome.content = text;
    if (text) this.show(this.#welcome);
    else this.remove(this.#welcome);
    if (this.#views.size > (text ? 1 : 0)) return;
    this.#chips.replaceChildren(
      ...suggestions.map((suggestion) => {
        const chip = h('button', { type: 'button', class: 'chip', part: 'chip' }, suggestion);
        chip.addEventListener('click', () => this.#choose(suggestion));
        return chip;
      }),
    );
  }

  /** Keeps the end in sight, unless the visitor has scrolled away to read. */
  follow(always = false): void {
    if (always || this.#readingAlong) this.element.scrollTop = this.element.scrollHeight;
  }

  textOf(message: Message): string {
    return this.#views.get(message)?.element.querySelector('.body')?.textContent ?? '';
  }

  stop(): void {
    for (const view of this.#views.values()) view.stop();
  }

  #leaveSuggestions(): void {
    this.#chips.replaceChildren();
    this.#readingAlong = true;
  }
}
