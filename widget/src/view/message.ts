import type { Message } from '../conversation';
import { h } from '../dom';
import type { Strings } from '../strings';
import { Notice } from './notice';

export interface MessageContext {
  strings: Strings;
  /** Who answers, for screen readers. */
  assistant: string;
  limitMessage: string;
  retry(message: Message): void;
}

/** One bubble of the thread with what belongs to it. */
export class MessageView {
  readonly element: HTMLLIElement;
  readonly #body = h('div', { class: 'body', dir: 'auto' });
  readonly #context: MessageContext;
  #shown = 0;
  #notice: Notice | null = null;

  constructor(message: Message, context: MessageContext) {
    this.#context = context;
    const author = message.role === 'user' ? context.strings.you : context.assistant;
    this.element = h(
      'li',
      {},
      h(
        'div',
        { class: 'bubble', part: `bubble ${message.role}` },
        h('span', { class: 'hidden-text' }, `${author}: `),
        this.#body,
      ),
    );
    this.update(message);
  }

  update(message: Message): void {
    this.element.className = `message ${message.role} ${message.state}`;
    this.#write(message.content);
    const waiting = message.role === 'assistant' && message.state === 'pending';
    if (waiting) this.#body.replaceChildren(h('span', { class: 'dots' }, h('i'), h('i'), h('i')));
    this.#explain(message);
  }

  stop(): void {
    this.#notice?.stop();
  }

  #write(content: string): void {
    if (content.length === this.#shown) return;
    this.#body.textContent = content;
    this.#shown = content.length;
  }

  #explain(message: Message): void {
    this.stop();
    this.#notice?.element.remove();
    this.#notice = null;
    if (!message.problem) return;
    const { strings, limitMessage, retry } = this.#context;
    this.#notice = new Notice(message.problem, strings, limitMessage, () => retry(message));
    this.element.append(this.#notice.element);
  }
}
