import type { WidgetEvent, WidgetEvents } from './events';
import type { Options } from './options';
import type { WidgetConfig } from './protocol';
import type { Memory } from './session';
import type { Language, Strings } from './strings';
import type { Announcer } from './view/announcer';

/** What the launcher opens: a chat of this page, or one in a frame. */
export interface Content {
  readonly element: HTMLElement;
  /** Shows another config without touching messages, scroll position or focus. */
  configure(config: WidgetConfig): void;
  focus(): void;
  /** Whether the message was taken: not while another is being answered. */
  send(text: string, engine?: string): boolean;
  /** Begins a new thread. */
  reset(): void;
  /** Whether Escape had something smaller to close than the panel. */
  dismiss(): boolean;
  /** Goes on in the context's language, with all that was said and typed. */
  speak(): void;
  /** Keeps Tab inside. */
  trap(event: KeyboardEvent): void;
}

/** What a content may know of the widget around it, and ask it for. */
export interface ContentContext {
  readonly options: Options;
  readonly config: WidgetConfig;
  /** The languages there are, and the one that is spoken. */
  readonly languages: readonly Language[];
  readonly language: Language;
  readonly strings: Strings;
  readonly memory: Memory;
  readonly announcer: Announcer;
  /** The page's attributes. */
  readonly dataset: DOMStringMap;
  /** Ends with the widget. */
  readonly signal: AbortSignal;
  /** The visitor wants the content closed. */
  leave(): void;
  /** The visitor chose a language; the content's `speak` follows. */
  speak(code: string): Promise<void>;
  tell<Name extends WidgetEvent>(name: Name, detail: WidgetEvents[Name]): void;
  /** Adds style rules. */
  dress(css: string): void;
}
