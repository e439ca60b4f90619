import { type Message, newMessage } from '../conversation';
import { h, ICONS, iconButton } from '../dom';
import { createMessage, type MessageContext, type MessageView } from './message';

/** A visitor this close to the end, in px, is reading along. */
const NEAR_END = 48;

export interface Thread {
  readonly element: HTMLElement;
  /** The scroll position, in px. */
  position: number;
  show(message: Message, before?: Message): void;
  remove(message: Message): void;
  /** Updates the messages after a change of config, or when the extras have loaded. */
  refresh(): void;
  /** Shows the greeting, and suggested questions until the visitor asks one. */
  welcome(text: string, suggestions: string[]): void;
  /** Scrolls to the end, unless the visitor has scrolled away to read. */
  follow(always?: boolean): void;
  textOf(message: Message): string;
  /** Stops timers. */
  stop(): void;
}

/** The scrolling list of messages. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a closure for a class; each part of it is short
export function createThread(
  context: MessageContext,
  choose: (suggestion: string) => void,
): Thread {
  const { strings } = context;
  const list = h('ul', 'messages', { role: 'list' });
  const chips = h('div', 'chips', { role: 'group', ariaLabel: strings.suggestions });
  // Not a live region: the announcer speaks once per reply. The tab stop lets the arrow keys scroll.
  const properties = { ariaLabel: strings.messages, tabIndex: 0 };
  const scroller = h('section', 'scroller', properties, list, chips);
  const latest = iconButton('latest', strings.latest, ICONS.latest, {
    hidden: true,
    onclick: () => follow(true),
  });
  const views = new Map<Message, MessageView>();
  const greeting = newMessage('assistant', '', 'done');
  let readingAlong = true;
  /** Replies that have grown since the last frame. */
  const grown = new Set<MessageView>();
  let frame = 0;

  const follow = (always = false): void => {
    if (always || readingAlong) scroller.scrollTop = scroller.scrollHeight;
    else latest.hidden = false;
  };
  // Showing and scrolling make the browser lay out the thread, so they happen once per frame.
  const paint = (): void => {
    frame = 0;
    for (const view of grown) view.update();
    grown.clear();
    follow();
  };
  scroller.onscroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = scroller;
    readingAlong = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (readingAlong) latest.hidden = true;
  };
  const show = (message: Message, before?: Message): void => {
    const view = views.get(message);
    frame ||= requestAnimationFrame(paint);
    if (view && message.state === 'streaming') grown.add(view);
    else if (view) {
      grown.delete(view);
      view.update();
    } else {
      const { element } = add(message);
      const next = before && views.get(before)?.element;
      if (message === greeting) list.prepend(element);
      else list.insertBefore(element, next ?? null);
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
    element: h('div', 'thread', {}, scroller, latest),
    get position() {
      return scroller.scrollTop;
    },
    set position(top) {
      scroller.scrollTop = top;
    },
    show,
    remove,
    refresh() {
      for (const view of views.values()) view.refresh();
    },
    welcome(text, suggestions) {
      greeting.content = text;
      show(greeting);
      if (views.size > 1) return;
      chips.replaceChildren(
        ...suggestions.map((suggestion) =>
          h('button', 'chip', { type: 'button', onclick: () => choose(suggestion) }, suggestion),
        ),
      );
    },
    follow,
    textOf: (message) => views.get(message)?.text ?? '',
    stop() {
      cancelAnimationFrame(frame);
      for (const view of views.values()) view.stop();
    },
  };
}
