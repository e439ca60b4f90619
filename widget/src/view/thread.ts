import { type Message, newMessage } from '../conversation';
import { h } from '../dom';
import { createMessage, type MessageContext, type MessageView } from './message';

/** A visitor this close to the end, in px, is reading along. */
const NEAR_END = 48;

export interface Thread {
  readonly element: HTMLElement;
  readonly scroller: HTMLElement;
  show(message: Message, before?: Message): void;
  remove(message: Message): void;
  /** Updates the messages after a change of config, or when the extras have loaded. */
  refresh(): void;
  /** Shows the greeting. Call before messages are shown. */
  welcome(text: string): void;
  /** Scrolls to the end, unless the visitor has scrolled away to read. */
  follow(always?: boolean): void;
  textOf(message: Message): string;
  /** Stops timers. */
  stop(): void;
}

/** The scrolling list of messages. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a closure for a class; each part of it is short
export function createThread(context: MessageContext): Thread {
  const { strings } = context;
  const list = h('ul', 'messages', { role: 'list' });
  /** Suggested questions, until the visitor asks one. */
  const chips = h('div', 'chips');
  // Not a live region: the announcer speaks once per reply. The tab stop lets the arrow keys scroll.
  const properties = { ariaLabel: strings.messages, tabIndex: 0 };
  const scroller = h('section', 'scroller', properties, list, chips);
  const views = new Map<Message, MessageView>();
  const greeting = newMessage('assistant', '', 'done');
  let readingAlong = true;
  /** Replies that have grown since the last frame. */
  const grown = new Set<MessageView>();
  let frame = 0;

  const follow = (always = false): void => {
    if (always || readingAlong) scroller.scrollTop = scroller.scrollHeight;
    else scroller.classList.add('behind');
  };
  // Showing and scrolling make the browser lay out the thread, so they happen once per frame. A task of their own, because laying
  // out and painting a long answer in one would hold up the page for too long.
  const paint = (): void => {
    frame = 0;
    for (const view of grown) view.update();
    grown.clear();
    follow();
  };
  scroller.onscroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = scroller;
    readingAlong = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (readingAlong) scroller.classList.remove('behind');
  };
  const show = (message: Message, before?: Message): void => {
    const view = views.get(message);
    frame ||= requestAnimationFrame(() => setTimeout(paint));
    if (view && message.state === 'streaming') grown.add(view);
    else if (view) {
      grown.delete(view);
      view.update();
      // What follows is painted in a task of its own.
      follow();
    } else {
      const { element } = add(message);
      const next = before && views.get(before)?.element;
      list.insertBefore(element, next ?? null);
      if (message.role === 'user') {
        chips.replaceChildren();
        readingAlong = true;
      }
    }
  };
  const add = (message: Message): MessageView => {
    const view = createMessage(message, context);
    views.set(message, view);
    return view;
  };
  const remove = (message: Message): void => {
    const view = views.get(message);
    if (!view) return;
    view.stop();
    view.element.remove();
    grown.delete(view);
    views.delete(message);
  };
  return {
    element: h('div', 'thread', {}, scroller),
    scroller,
    show,
    remove,
    refresh() {
      for (const view of views.values()) view.refresh();
    },
    welcome(text) {
      greeting.content = text;
      show(greeting);
    },
    follow,
    textOf: (message) => views.get(message)?.text ?? '',
    stop() {
      cancelAnimationFrame(frame);
      for (const view of views.values()) view.stop();
    },
  };
}
