export { defineChatWidget } from './define';
export { ChatWidgetElement } from './element';
export type { ChatWidgetEventMap } from './events';
export type { Copy, Tokens, WidgetConfig } from './protocol';
