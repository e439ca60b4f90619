import type { WidgetEvent, WidgetEvents } from './events';
import type { Options } from './options';
import type { WidgetConfig } from './protocol';
import type { Memory } from './session';
import type { Language, Strings } from './strings';
import type { Announcer } from './view/announcer';

/** What the launcher opens: a chat in this page, or one in a frame. */
export interface Content {
  readonly element: HTMLElement;
  /** Applies another config without touching messages, scroll position or focus. */
  configure(config: WidgetConfig): void;
  focus(): void;
  /** Returns whether there was a message. While another is being answered, it waits. */
  send(text: string, engine?: string): boolean;
  /** Starts a new thread. */
  reset(): void;
}

/** What a file with content exports. */
export interface ContentPart {
  create(context: ContentContext): Content;
  /** The fallback of every language. */
  readonly english: Strings;
  /** Starts loading what the content needs next. */
  prepare?(): unknown;
}

/** What the content sees of the widget around it. */
export interface ContentContext {
  readonly options: Options;
  readonly config: WidgetConfig;
  /** All languages, and the one in use. */
  readonly languages: readonly Language[];
  readonly language: Language;
  readonly strings: Strings;
  readonly memory: Memory;
  readonly announcer: Announcer;
  /** The page's attributes. */
  readonly dataset: DOMStringMap;
  /** Aborted when the widget is removed. */
  readonly signal: AbortSignal;
  /** Call when the visitor closes the content. */
  leave(): void;
  /** Call when the visitor chooses a language. */
  speak(code: string): Promise<void>;
  tell<Name extends WidgetEvent>(name: Name, detail: WidgetEvents[Name]): void;
  /** Adopts the font and the scheme of the page again. */
  paint(): void;
  /** Adds style rules. */
  dress(css: string): void;
}
