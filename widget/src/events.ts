/** The events that the widget dispatches. Their names and details are stated only here. */

type NoDetail = Record<string, never>;

export interface ReplyDetail {
  id: string;
  content: string;
  status: string;
  /** The engine that answered; unknown if the reply was cut short. */
  engine?: string | undefined;
  /** From sending the message to the first piece of the answer, in ms. */
  first_token_ms?: number | undefined;
}

/** The events of a widget that is ready, with their `detail`. */
export interface WidgetEvents {
  open: NoDetail;
  close: NoDetail;
  message: { id: string; content: string };
  /** A message has to wait for the answer to another. `waiting`: how many do, with this one. */
  queued: { content: string; waiting: number };
  reply: ReplyDetail;
  error: { code: string };
}

export type WidgetEvent = keyof WidgetEvents;

/** The same names at run time. The type keeps the list complete. */
export const WIDGET_EVENTS: Record<WidgetEvent, true> = {
  open: true,
  close: true,
  message: true,
  queued: true,
  reply: true,
  error: true,
};

/** Dispatches one event to whoever listens. */
export type Tell = <Name extends WidgetEvent>(name: Name, detail: WidgetEvents[Name]) => void;

/** The events of the element: `ready` comes first, once. */
export type ElementEvents = WidgetEvents & { ready: NoDetail };

/** The DOM events of `<chat-widget>`; they bubble and cross shadow roots. */
export type ChatWidgetEventMap = {
  [Name in keyof ElementEvents as `bubblechat:${Name}`]: CustomEvent<ElementEvents[Name]>;
};

declare global {
  interface HTMLElementEventMap extends ChatWidgetEventMap {}
  interface DocumentEventMap extends ChatWidgetEventMap {}
}
