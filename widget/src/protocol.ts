/** What travels between the widget and the service, as its OpenAPI document has it. */
import type { Event } from './generated/contract';

export type {
  Brand,
  ChatRequest,
  Copy,
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

/** What a reply's stream tells. A ping is a comment there, and never seen. */
export type ReplyEvent = Exclude<Event, { type: 'ping' }>;
