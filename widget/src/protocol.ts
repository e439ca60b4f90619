/** What the widget and the service exchange, from the service's OpenAPI document. */
import type { Event } from './generated/contract';

export type {
  Brand,
  ChatRequest,
  Copy,
  Fault,
  Message as StoredMessage,
  Position,
  Rating,
  ReplyStatus,
  SessionMode,
  Tokens,
  WidgetConfig,
} from './generated/contract';
export {
  COLOR_PATTERN,
  POSITION_VALUES,
  /** The newest protocol that this widget speaks. */
  PROTOCOL,
  SESSION_MODE_VALUES,
} from './generated/contract';

/** An event of a reply's stream. In server-sent events, a ping is a comment and never seen. */
export type ReplyEvent = Exclude<Event, { type: 'ping' }>;
