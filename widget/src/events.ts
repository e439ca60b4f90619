import type { ChatWidgetElement } from './element';

/** What the element tells the page; the events bubble and cross shadow roots. */
export interface ChatWidgetEventMap {
  'bubblechat:ready': CustomEvent<Record<string, never>>;
  'bubblechat:open': CustomEvent<Record<string, never>>;
  'bubblechat:close': CustomEvent<Record<string, never>>;
  'bubblechat:message': CustomEvent<{ id: string; content: string }>;
  'bubblechat:reply': CustomEvent<{ id: string; content: string; status: string }>;
  'bubblechat:error': CustomEvent<{ code: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget': ChatWidgetElement;
  }
  interface HTMLElementEventMap extends ChatWidgetEventMap {}
  interface DocumentEventMap extends ChatWidgetEventMap {}
}
