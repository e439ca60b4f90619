import { ChatWidgetElement } from './element';

/** Registers `<chat-widget>`; a second script tag or bundle finds it registered. */
export function defineChatWidget(): void {
  if (!customElements.get('chat-widget')) customElements.define('chat-widget', ChatWidgetElement);
}
