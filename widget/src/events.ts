import type { ChatWidgetElement } from './element';

export interface ReplyDetail {
  id: string;
  content: string;
  status: string;
  /** Which engine answered; unknown when the reply was cut short. */
  engine?: string | undefined;
  /** From sending the message to the first piece of the answer, in ms. */
  first_token_ms?: number | undefined;
}

/** What the element tells the page; the events bubble and cross shadow roots. */
export interface ChatWidgetEventMap {
  'bubblechat:ready': CustomEvent<Record<string, never>>;
  'bubblechat:open': CustomEvent<Record<string, never>>;
  'bubblechat:close': CustomEvent<Record<string, never>>;
  'bubblechat:message': CustomEvent<{ id: string; content: string }>;
  'bubblechat:reply': CustomEvent<ReplyDetail>;
  'bubblechat:error': CustomEvent<{ code: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget': ChatWidgetElement;
  }
  interface HTMLElementEventMap extends ChatWidgetEventMap {}
  interface DocumentEventMap extends ChatWidgetEventMap {}
}
