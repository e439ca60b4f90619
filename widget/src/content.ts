import type { Chat } from './chat';
import type { Options } from './options';
import { orNothing } from './parts';
import type { WidgetConfig } from './protocol';
import type { Memory } from './session';
import type { Locale, Strings } from './strings';
import type { Announcer } from './view/announcer';
import type { WidgetEvent } from './widget';

/** What the launcher opens: a chat of this page, or one in a frame. */
export type Content = Pick<
  Chat,
  'element' | 'configure' | 'focus' | 'send' | 'reset' | 'dismiss' | 'trap'
> & { readonly strings: Strings; readonly css: readonly string[] };

export interface ContentContext {
  readonly options: Options;
  readonly config: WidgetConfig;
  readonly memory: Memory;
  readonly announcer: Announcer;
  /** The page's attributes. */
  readonly dataset: DOMStringMap;
  /** Ends with the widget. */
  readonly signal: AbortSignal;
  close(): void;
  emit(name: WidgetEvent, detail: object): void;
}

/** Fetches what opening will need, at the first sign of a visitor's interest. */
export function prefetch(locale: Locale, framed: boolean): Promise<unknown> {
  return framed ? fetchFrame(locale) : fetchChat(locale);
}

const fetchFrame = (locale: Locale) => Promise.all([import('./frame/host'), locale.load()]);

const fetchChat = (locale: Locale) =>
  Promise.all([
    import('./chat'),
    locale.load(),
    orNothing(import('./markdown')),
    orNothing(import('./extras')),
  ]);

export async function makeContent(locale: Locale, context: ContentContext): Promise<Content> {
  if (context.options.isolation === 'iframe') {
    const [{ FramedChat }, strings] = await fetchFrame(locale);
    return new FramedChat(context, strings);
  }
  const [{ Chat }, strings, markdown, extras] = await fetchChat(locale);
  return new Chat(context, { strings, markdown, extras });
}
