import type { Message } from '../conversation';
import { h } from '../dom';
import type { MessageActions } from '../extras';
import type { MarkdownView } from '../markdown';
import type { Parts } from '../parts';
import type { Rating } from '../protocol';
import { Notice } from './notice';

export interface MessageContext extends Parts {
  /** Who answers, for screen readers. */
  readonly assistant: string;
  readonly limitMessage: string;
  readonly imageHosts: readonly string[];
  retry(message: Message): void;
  rate(message: Message, rating: Rating): void;
}

/** One bubble of the thread with what belongs to it. */
export class MessageView {
  readonly element: HTMLLIElement;
  readonly #body = h('div', { class: 'body', part: 'body', dir: 'auto' });
  readonly #context: MessageContext;
  readonly #markdown: MarkdownView | null;
  #actions: MessageActions | null = null;
  readonly #remark = h('p', { class: 'remark' });
  #shown = '';
  #notice: Notice | null = null;

  constructor(message: Message, context: MessageContext) {
    this.#context = context;
    const { strings, assistant } = context;
    const fromUser = message.role === 'user';
    this.#markdown = fromUser ? null : this.#newMarkdown();
    const author = h('span', { class: 'hidden-text' }, `${fromUser ? strings.you : assistant}: `);
    const bubble = h(
      'div',
      { class: 'bubble', part: `bubble ${message.role}` },
      author,
      this.#body,
    );
    this.element = h('li', {}, bubble);
    this.update(message);
  }

  get text(): string {
    return this.#body.textContent ?? '';
  }

  update(message: Message): void {
    const reply = message.role === 'assistant';
    this.element.className = `message ${message.role} ${message.state}`;
    if (reply && message.state === 'pending') this.#wait();
    else this.#write(message.content);
    if (reply && message.state === 'done' && message.status) this.#offerActions(message);
    this.#explain(message);
  }

  /** Ends timers. */
  stop(): void {
    this.#notice?.stop();
  }

  #wait(): void {
    this.#shown = '';
    this.#markdown?.clear();
    this.#body.append(h('span', { class: 'dots' }, h('i'), h('i'), h('i')));
  }

  #write(content: string): void {
    if (content === this.#shown) return;
    if (!this.#markdown) this.#body.textContent = content;
    else {
      if (!this.#shown || !content.startsWith(this.#shown)) this.#markdown.clear();
      this.#markdown.render(content);
    }
    this.#shown = content;
  }

  #newMarkdown(): MarkdownView | null {
    const { markdown, extras, strings, imageHosts } = this.#context;
    if (!markdown) return null;
    return new markdown.MarkdownView(this.#body, {
      imageHosts,
      code: (pre, language) => {
        // Long lines scroll; the tab stop is for the arrow keys.
        pre.tabIndex = 0;
        return extras ? extras.codeBlock(strings, pre, language) : pre;
      },
    });
  }

  #offerActions(message: Message): void {
    const { extras, strings, rate } = this.#context;
    if (!extras) return;
    if (!this.#actions) {
      this.#actions = new extras.MessageActions(message, strings, (rating) =>
        rate(message, rating),
      );
      this.element.append(this.#actions.element);
    }
    this.#actions.show(message.rating);
  }

  #explain(message: Message): void {
    const { problem, status, state, role } = message;
    this.stop();
    this.#notice?.element.remove();
    this.#remark.remove();
    const { strings, limitMessage, retry } = this.#context;
    this.#notice = null;
    if (problem) {
      this.#notice = new Notice(problem, strings, limitMessage, () => retry(message));
      this.element.append(this.#notice.element);
    } else if (role === 'assistant' && state === 'done') {
      const { stopped, truncated, cut } = strings;
      const endings: Record<string, string> = { stopped, truncated, interrupted: cut };
      this.#remark.textContent = endings[status] ?? '';
      if (endings[status]) this.element.append(this.#remark);
    }
  }
}
