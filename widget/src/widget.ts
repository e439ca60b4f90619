import { complain } from './complaints';
import type { Content, ContentContext, ContentPart } from './content';
import { h } from './dom';
import type { Tell } from './events';
import { orNothing } from './lazy';
import type { Options } from './options';
import type { WidgetConfig } from './protocol';
import { Memory } from './session';
import { english, LANGUAGES, type Language, languageOf, type Strings } from './strings';
import launcherCss from './styles/launcher.css?inline';
import { sheetOf } from './styles/sheet';
import { tokensToCss } from './tokens';
import { createAnnouncer } from './view/announcer';
import { createLauncher } from './view/launcher';

/** With a lower `z_index`, the owner wants the widget among the page's own layers. */
const ABOVE_ALL = 2147483000;

const OPEN = 'open';
const LANGUAGE = 'language';

/** Windows too small to show both the panel and the page. */
const FULL_SCREEN = '(max-width: 480px), (max-height: 420px)';

export interface Widget {
  readonly config: WidgetConfig;
  readonly isOpen: boolean;
  /** Applies another config without touching messages, scroll position or focus. */
  configure(config: WidgetConfig): void;
  /** Puts the widget into the top layer, above any z-index and outside any transformed ancestor. */
  raise(): void;
  open(): Promise<void>;
  close(): void;
  send(text: string, engine?: string): Promise<unknown>;
  reset(): Promise<void>;
}

/** What is on the page from the start: the launcher, which makes the chat when it is first wanted. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a closure for a class; each part of it is short
export function createWidget(
  shadow: ShadowRoot,
  options: Options,
  served: WidgetConfig,
  signal: AbortSignal,
  emit: Tell,
): Widget {
  const host = shadow.host as HTMLElement;
  const root = h('div', 'root');
  const sheet = new CSSStyleSheet();
  const announcer = createAnnouncer(signal);
  const memory = new Memory(options.key, served.behaviour.session);
  let config = served;
  let language = languageFor();
  let englishWords: Strings;
  /** The words of another language. */
  let words: Strings | undefined;
  let loading: Promise<Content> | null = null;
  let chat: Content | null = null;
  /** Unknown until the storage has been read, or somebody has opened or closed the chat. */
  let isWanted: boolean | undefined;
  const launcher = createLauncher(language.label, () => use(!isWanted));
  const { element: button } = launcher;
  const context: ContentContext = {
    options,
    memory,
    announcer,
    signal,
    dataset: host.dataset,
    languages: LANGUAGES,
    get config() {
      return config;
    },
    get language() {
      return language;
    },
    get strings() {
      return words ?? englishWords;
    },
    leave: () => use(false),
    async speak(code) {
      memory.set(LANGUAGE, code);
      await learn();
      label();
    },
    tell: emit,
    paint,
    dress(css) {
      const dressed = sheetOf(css);
      const { adoptedStyleSheets } = shadow;
      if (!adoptedStyleSheets.includes(dressed)) adoptedStyleSheets.push(dressed);
    },
  };

  function configure(now: WidgetConfig): void {
    config = now;
    const { layout, motion, shape } = config.tokens;
    paint();
    const { classList } = root;
    classList.toggle('left', layout.position.endsWith('left'));
    classList.toggle('document', shape.answers === 'document');
    classList.remove('none', 'fade', 'slide', 'scale');
    classList.add(motion.style);
    chat?.configure(config);
    raise();
  }

  function paint(): void {
    const { parentElement } = host;
    // Beside the body, the widget still looks like what is in it.
    const around = parentElement?.matches('body *') ? parentElement : document.body;
    sheet.replaceSync(tokensToCss(config.tokens, getComputedStyle(around)));
  }

  function raise(): void {
    const above = config.tokens.layout.z_index >= ABOVE_ALL;
    root.popover = above ? 'manual' : null;
    if (above && root.isConnected) root.showPopover?.();
  }

  async function open(focus = true): Promise<void> {
    isWanted = true;
    const content = await load();
    // Closed again before it was loaded.
    if (!isWanted || signal.aborted) return;
    if (!content) {
      isWanted = false;
      addEventListener('online', () => void open(focus), { once: true, signal });
      return;
    }
    show(content, true);
    if (focus) content.focus();
  }

  function close(): void {
    isWanted = false;
    if (!chat || !isOpen()) return;
    const hadFocus = chat.element.contains(shadow.activeElement);
    show(chat, false);
    if (hadFocus) button.focus();
  }

  /** Opens or closes at the visitor's own request, which later pages remember. */
  function use(opens: boolean): void {
    if (opens) void open();
    else close();
    memory.set(OPEN, opens ? '1' : '0');
  }

  function show({ element }: Content, opens: boolean): void {
    if (element.hidden !== opens) return;
    element.hidden = !opens;
    paint();
    element.ariaModal = opens && root.matches('.full') ? 'true' : null;
    root.classList.toggle('open', opens);
    label();
    emit(opens ? 'open' : 'close', {});
  }

  function label(): void {
    const { close, open } = context.strings;
    launcher.show(!!isWanted, isWanted ? close : open);
  }

  /** The chat, or `null` if it could not be fetched; the next call tries again. */
  async function load(): Promise<Content | null> {
    if (chat) return chat;
    launcher.wait(true);
    try {
      return await bring();
    } catch (cause) {
      complain('could not load the chat. The next click tries again.', cause);
      return null;
    } finally {
      launcher.wait(false);
    }
  }

  function bring(): Promise<Content> {
    loading ??= make().catch((cause) => {
      loading = null;
      throw cause;
    });
    return loading;
  }

  async function make(): Promise<Content> {
    chat = (await fetchContent()).create(context);
    root.prepend(chat.element);
    return chat;
  }

  /** Fetches the content, or its frame if that is wanted, and the language. */
  async function fetchContent(): Promise<ContentPart> {
    const [part]: [ContentPart, unknown] = await Promise.all([
      options.isolation === 'iframe' ? import('./frame') : import('./chat'),
      learn(),
    ]);
    englishWords = part.english;
    part.prepare?.();
    return part;
  }

  function languageFor(chosen?: string | null): Language {
    return languageOf(chosen ?? undefined, options.locale, document.documentElement.lang);
  }

  /** Loads the words of the language. Falls back to English, which comes with the content. */
  async function learn(): Promise<void> {
    const wanted = languageFor(memory.get(LANGUAGE));
    language = wanted;
    const translated = wanted !== english && (await orNothing(import('./strings/translations')));
    // Another language was chosen in the meantime.
    if (wanted !== language) return;
    words = translated ? translated.TRANSLATIONS[wanted.code] : undefined;
    if (!words) language = english;
    face();
  }

  /** Sets the direction and the language of everything inside. */
  function face(): void {
    root.dir = language.dir;
    root.lang = language.code;
  }

  /** The panel fills a small screen, and a frame of its own. */
  function fillSmall(): void {
    const small = matchMedia(FULL_SCREEN);
    const alone = options.isolation === 'panel';
    const update = (): void => {
      root.classList.toggle('full', alone || small.matches);
    };
    small.addEventListener('change', update, { signal });
    update();
  }

  function attach(): void {
    root.append(button, announcer.element);
    shadow.adoptedStyleSheets = [sheetOf(launcherCss), sheet];
    shadow.append(root);
    raise();
    root.addEventListener('keydown', keydown);
    // What is typed here must not trigger the page's hotkeys.
    for (const type of ['keydown', 'keypress', 'keyup']) {
      root.addEventListener(type, (event) => event.stopPropagation());
    }
    signal.addEventListener('abort', () => root.remove());
  }

  const isOpen = (): boolean => root.matches('.open');

  function keydown(event: KeyboardEvent): void {
    if (isOpen() && event.key === 'Escape' && !event.isComposing) use(false);
  }

  /** Makes the chat at the first sign of interest, so that opening has only to show it. */
  function expect(): void {
    const prefetch = (): void => {
      fetchContent().catch(() => {});
    };
    const prepare = (): void => {
      // Firefox does not lay out a frame that is hidden.
      if (options.isolation === 'iframe') prefetch();
      else bring().catch(() => {});
    };
    for (const type of ['pointerenter', 'focus']) {
      button.addEventListener(type, prepare, { once: true });
    }
    // A browser's storage is slow at the first look. The launcher is shown before.
    setTimeout(() => {
      if (signal.aborted) return;
      const code = memory.get(LANGUAGE);
      if (code && !loading) greet(code);
      const remembered = memory.get(OPEN);
      isWanted ??=
        options.isolation === 'panel' || (remembered ? remembered === '1' : options.open);
      if (isWanted) void open(false);
      // Who has used the chat before may well do so again. Safari has no such call, and waits for interest.
      else if (remembered) globalThis.requestIdleCallback?.(prefetch);
    });
  }

  /** Says in the visitor's language what the launcher is. */
  function greet(code: string): void {
    language = languageFor(code);
    face();
    launcher.show(false, language.label);
  }

  face();
  fillSmall();
  configure(config);
  attach();
  expect();
  return {
    get config() {
      return config;
    },
    get isOpen() {
      return !!isWanted;
    },
    configure,
    raise,
    open,
    close,
    send: async (text, engine) => (await load())?.send(text, engine),
    reset: async () => (await load())?.reset(),
  };
}
