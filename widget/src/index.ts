export { defineChatWidget } from './define';
export { ChatWidgetElement } from './element';
export type { Copy, Tokens, WidgetConfig } from './protocol';
