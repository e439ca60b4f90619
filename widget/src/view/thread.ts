import { type Message, newMessage } from '../conversation';
import { h, ICONS, iconButton } from '../dom';
import { type MessageContext, MessageView } from './message';

/** How near the end, in px, counts as reading along. */
const NEAR_END = 48;

/** The scrolling list of messages. */
export class Thread {
  readonly element: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #list = h('ul', { class: 'messages', role: 'list' });
  readonly #chips = h('div', { class: 'chips', role: 'group' });
  readonly #latest: HTMLButtonElement;
  readonly #views = new Map<Message, MessageView>();
  readonly #welcome = newMessage('assistant', '', 'done');
  readonly #context: MessageContext;
  readonly #choose: (suggestion: string) => void;
  #readingAlong = true;

  constructor(context: MessageContext, choose: (suggestion: string) => void) {
    this.#context = context;
    this.#choose = choose;
    const { messages, suggestions, latest } = context.strings;
    this.#chips.ariaLabel = suggestions;
    // Not a live region: the announcer speaks, once for each reply. A tab stop, for the arrow keys.
    this.#scroller = h(
      'section',
      { class: 'scroller', part: 'thread', 'aria-label': messages, tabindex: 0 },
      this.#list,
      this.#chips,
    );
    this.#latest = iconButton('latest', latest, ICONS.down);
    this.#latest.hidden = true;
    this.#latest.addEventListener('click', () => this.follow(true));
    this.#scroller.addEventListener('scroll', () => this.#noteReading());
    this.element = h('div', { class: 'thread' }, this.#scroller, this.#latest);
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
      if (message.role === 'user') this.#begin();
    }
    this.follow();
  }

  remove(message: Message): void {
    this.#views.get(message)?.stop();
    this.#views.get(message)?.element.remove();
    this.#views.delete(message);
  }

  clear(): void {
    for (const message of this.#views.keys()) this.remove(message);
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
    if (always || this.#readingAlong) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    else this.#latest.hidden = false;
  }

  textOf(message: Message): string {
    return this.#views.get(message)?.text ?? '';
  }

  /** What was said, as plain text. */
  transcript(): string {
    const { assistant, strings } = this.#context;
    const lines = [...this.#views.keys()].map(
      ({ role, content }) => `${role === 'user' ? strings.you : assistant}:\n${content}\n`,
    );
    return lines.join('\n');
  }

  stop(): void {
    for (const view of this.#views.values()) view.stop();
  }

  #begin(): void {
    this.#chips.replaceChildren();
    this.#readingAlong = true;
  }

  #noteReading(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#readingAlong = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.#readingAlong) this.#latest.hidden = true;
  }
}
