import { ChatWidgetElement } from './element';

/** Registers `<chat-widget>`, unless another script tag or bundle already has. */
export function defineChatWidget(): void {
  if (!customElements.get('chat-widget')) customElements.define('chat-widget', ChatWidgetElement);
}
