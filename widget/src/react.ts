import { createElement, type ReactElement, useEffect, useRef } from 'react';
import { defineChatWidget } from './define';
import type { ChatWidgetElement } from './element';
import type { ChatWidgetEventMap } from './events';

type Detail<Name extends keyof ChatWidgetEventMap> = ChatWidgetEventMap[Name]['detail'];

/** Attributes of `<chat-widget>` and what it tells; all but `apiKey` and `apiUrl` may be left out. */
export interface ChatWidgetProps {
  /** The publishable key. (`key` is React's own.) */
  apiKey: string;
  apiUrl: string;
  title?: string;
  welcomeMessage?: string;
  placeholder?: string;
  position?: 'bottom-right' | 'bottom-left';
  accentColor?: string;
  open?: boolean;
  session?: 'tab' | 'device' | 'none';
  isolation?: 'shadow' | 'iframe';
  locale?: string;
  engine?: string;
  onReady?: (element: ChatWidgetElement) => void;
  onMessage?: (detail: Detail<'bubblechat:message'>) => void;
  onReply?: (detail: Detail<'bubblechat:reply'>) => void;
  onError?: (detail: Detail<'bubblechat:error'>) => void;
}

/** The widget as a React component; the server renders an empty element. */
export function ChatWidget(props: ChatWidgetProps): ReactElement {
  const { onReady, onMessage, onReply, onError, apiKey, open, ...rest } = props;
  const element = useRef<ChatWidgetElement>(null);
  const handlers = useRef({ onReady, onMessage, onReply, onError });
  handlers.current = { onReady, onMessage, onReply, onError };

  useEffect(() => {
    const widget = element.current;
    if (!widget) return;
    const listening = new AbortController();
    const { signal } = listening;
    widget.addEventListener('bubblechat:ready', () => handlers.current.onReady?.(widget), {
      signal,
    });
    widget.addEventListener('bubblechat:message', (e) => handlers.current.onMessage?.(e.detail), {
      signal,
    });
    widget.addEventListener('bubblechat:reply', (e) => handlers.current.onReply?.(e.detail), {
      signal,
    });
    widget.addEventListener('bubblechat:error', (e) => handlers.current.onError?.(e.detail), {
      signal,
    });
    defineChatWidget();
    return () => listening.abort();
  }, []);

  const attributes: Record<string, string> = { 'data-key': apiKey };
  for (const [name, value] of Object.entries(rest)) {
    const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (value !== undefined) attributes[`data-${attribute}`] = value;
  }
  if (open) attributes['data-open'] = '';
  return createElement('chat-widget', { ...attributes, ref: element });
}
