import { createElement, type ReactElement, useEffect, useRef } from 'react';
import { defineChatWidget } from './define';
import type { ChatWidgetElement } from './element';
import { WIDGET_EVENTS, type WidgetEvent, type WidgetEvents } from './events';
import type { Position, SessionMode } from './protocol';

/** `onReply` for `reply`, and so on for each event. */
type EventHandlers = {
  [Name in WidgetEvent as `on${Capitalize<Name>}`]?: (detail: WidgetEvents[Name]) => void;
};

interface Handlers extends EventHandlers {
  onReady?: (element: ChatWidgetElement) => void;
}

interface Attributes {
  title?: string;
  welcomeMessage?: string;
  placeholder?: string;
  position?: Position;
  accentColor?: string;
  session?: SessionMode;
  isolation?: 'shadow' | 'iframe';
  locale?: string;
  engine?: string;
}

/** The attributes and events of `<chat-widget>`; only `apiKey` and `apiUrl` are required. */
export interface ChatWidgetProps extends Attributes, Handlers {
  /** The publishable key. (`key` is React's own.) */
  apiKey: string;
  apiUrl: string;
  /** Whether the chat is open. Visitors can change that too, which `onOpen` and `onClose` report. */
  open?: boolean;
}

/** The handler of one event; `EventHandlers` says which detail it takes. */
const handlerOf = (handlers: Handlers, name: WidgetEvent) =>
  handlers[`on${name[0]?.toUpperCase()}${name.slice(1)}` as keyof EventHandlers] as
    | ((detail: unknown) => void)
    | undefined;

/** The widget as a React component; the server renders an empty element. */
export function ChatWidget({ apiKey, open, ...props }: ChatWidgetProps): ReactElement {
  const element = useRef<ChatWidgetElement>(null);
  const handlers = useRef<Handlers>(props);
  handlers.current = props;

  useEffect(() => {
    const widget = element.current;
    if (!widget) return;
    const listening = new AbortController();
    const { signal } = listening;
    for (const name of Object.keys(WIDGET_EVENTS) as WidgetEvent[]) {
      const tell = ({ detail }: CustomEvent): void => handlerOf(handlers.current, name)?.(detail);
      widget.addEventListener(`bubblechat:${name}`, tell, { signal });
    }
    const ready = (): void => handlers.current.onReady?.(widget);
    widget.addEventListener('bubblechat:ready', ready, { signal });
    defineChatWidget();
    return () => listening.abort();
  }, []);

  // The first value is the attribute's, which yields to what the visitor did on an earlier page.
  const followed = useRef(open);
  useEffect(() => {
    if (followed.current === open) return;
    followed.current = open;
    if (open) element.current?.open();
    else element.current?.close();
  }, [open]);

  const attributes: Record<string, string> = { 'data-key': apiKey };
  for (const [name, value] of Object.entries(props)) {
    const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (typeof value === 'string') attributes[`data-${attribute}`] = value;
  }
  if (open) attributes['data-open'] = '';
  return createElement('chat-widget', { ...attributes, ref: element });
}
