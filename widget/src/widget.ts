import type { Content, ContentContext, ContentPart } from './content';
import { h } from './dom';
import type { Tell, WidgetEvent, WidgetEvents } from './events';
import { orNothing } from './lazy';
import type { Options } from './options';
import type { WidgetConfig } from './protocol';
import { Memory } from './session';
import { LANGUAGES, type Language, languageOf, type Strings } from './strings';
import launcher from './styles/launcher.css?inline';
import { sheetOf } from './styles/sheet';
import { tokensToCss } from './tokens';
import { type Announcer, createAnnouncer } from './view/announcer';
import { createLauncher, type Launcher } from './view/launcher';

/** With a lower `z_index`, the owner wants the widget among the page's own layers. */
const ABOVE_ALL = 2147483000;

const OPEN = 'open';
const LANGUAGE = 'language';

/** Windows too small to show both the panel and the page. */
const FULL_SCREEN = '(max-width: 480px), (max-height: 420px)';

/** What is on the page from the start: the launcher, which makes the chat when it is first wanted. */
export class Widget implements ContentContext {
  readonly #root = h('div', 'root');
  readonly #sheet = new CSSStyleSheet();
  readonly announcer: Announcer;
  readonly #launcher: Launcher;
  readonly memory: Memory;
  readonly #emit: Tell;
  readonly languages = LANGUAGES;
  language: Language;
  #english!: Strings;
  #words: Strings | null = null;
  #loading: Promise<Content> | null = null;
  #chat: Content | null = null;
  #wanted = false;

  constructor(
    readonly shadow: ShadowRoot,
    readonly options: Options,
    public config: WidgetConfig,
    readonly signal: AbortSignal,
    emit: Tell,
  ) {
    this.#emit = emit;
    this.announcer = createAnnouncer(signal);
    this.memory = new Memory(options.key, config.behaviour.session);
    const chosen = this.memory.get(LANGUAGE) ?? undefined;
    this.language = languageOf(chosen, options.locale, document.documentElement.lang);
    this.#launcher = createLauncher(this.language.label, () => this.#use(!this.#wanted));
    this.#face();
    this.#fit();
    this.configure(config);
    this.#attach();
  }

  get dataset(): DOMStringMap {
    return (this.shadow.host as HTMLElement).dataset;
  }

  /** The words of the language, once the content has been loaded. */
  get strings(): Strings {
    return this.#words ?? this.#english;
  }

  get isOpen(): boolean {
    return this.#wanted;
  }

  /** Applies another config without touching messages, scroll position or focus. */
  configure(config: WidgetConfig): void {
    this.config = config;
    const { tokens } = config;
    this.paint();
    const { classList } = this.#root;
    classList.toggle('left', tokens.layout.position.endsWith('left'));
    classList.toggle('document', tokens.shape.answers === 'document');
    classList.remove('none', 'fade', 'slide', 'scale');
    classList.add(tokens.motion.style);
    this.#chat?.configure(config);
    this.raise();
  }

  paint(): void {
    const { parentElement } = this.shadow.host;
    // Beside the body, the widget still looks like what is in it.
    const around = parentElement?.matches('body *') ? parentElement : document.body;
    this.#sheet.replaceSync(tokensToCss(this.config.tokens, getComputedStyle(around)));
  }

  /** Puts the widget into the top layer, above any z-index and outside any transformed ancestor. */
  raise(): void {
    const above = this.config.tokens.layout.z_index >= ABOVE_ALL;
    this.#root.popover = above ? 'manual' : null;
    if (above && this.#root.isConnected) this.#root.showPopover?.();
  }

  async open(focus = true): Promise<void> {
    this.#wanted = true;
    const chat = await this.#load();
    // Closed again before it was loaded.
    if (!this.#wanted || this.signal.aborted) return;
    if (!chat) {
      this.#wanted = false;
      addEventListener('online', () => void this.open(focus), { once: true, signal: this.signal });
      return;
    }
    this.#show(chat, true);
    if (focus) chat.focus();
  }

  close(): void {
    this.#wanted = false;
    const chat = this.#chat;
    if (!chat || chat.element.hidden) return;
    const hadFocus = chat.element.contains(this.shadow.activeElement);
    this.#show(chat, false);
    if (hadFocus) this.#launcher.element.focus();
  }

  async send(text: string, engine?: string): Promise<boolean> {
    return (await this.#load())?.send(text, engine) ?? false;
  }

  async reset(): Promise<void> {
    (await this.#load())?.reset();
  }

  /** The panel fills a small screen, and a frame of its own. */
  #fit(): void {
    const small = matchMedia(FULL_SCREEN);
    const alone = this.options.isolation === 'panel';
    const update = (): void => {
      this.#root.classList.toggle('full', alone || small.matches);
    };
    small.addEventListener('change', update, { signal: this.signal });
    update();
  }

  #attach(): void {
    const root = this.#root;
    root.append(this.#launcher.element, this.announcer.element);
    this.shadow.adoptedStyleSheets = [sheetOf(launcher), this.#sheet];
    this.shadow.append(root);
    this.raise();
    root.addEventListener('keydown', (event) => this.#keydown(event));
    // What is typed here must not trigger the page's hotkeys.
    for (const type of ['keydown', 'keypress', 'keyup']) {
      root.addEventListener(type, (event) => event.stopPropagation());
    }
    this.signal.addEventListener('abort', () => root.remove());
    this.#expect();
  }

  /** Fetches what opening needs at the first sign of interest, and opens what the visitor had open. */
  #expect(): void {
    const prefetch = (): void => {
      this.#fetch().catch(() => {});
    };
    for (const type of ['pointerenter', 'focus']) {
      this.#launcher.element.addEventListener(type, prefetch, { once: true });
    }
    const remembered = this.memory.get(OPEN);
    const open = remembered ? remembered === '1' : this.options.open;
    if (open || this.options.isolation === 'panel') void this.open(false);
    // Who has used the chat before may well do so again. Safari has no such call, and waits for interest.
    else if (remembered) globalThis.requestIdleCallback?.(prefetch);
  }

  /** The chat, or `null` if it could not be fetched; the next call tries again. */
  async #load(): Promise<Content | null> {
    if (this.#chat) return this.#chat;
    this.#loading ??= this.#make();
    this.#launcher.wait(true);
    try {
      return await this.#loading;
    } catch (cause) {
      this.#loading = null;
      console.error('BubbleChat: could not load the chat. The next click tries again.', cause);
      return null;
    } finally {
      this.#launcher.wait(false);
    }
  }

  /** Fetches the content, or its frame if that is wanted, and the language. */
  async #fetch(): Promise<ContentPart> {
    const { isolation } = this.options;
    const [part]: [ContentPart, unknown] = await Promise.all([
      isolation === 'iframe' ? import('./frame/host') : import('./chat'),
      this.#learn(),
    ]);
    this.#english = part.english;
    part.prepare?.();
    return part;
  }

  /** Loads the words of the language. Falls back to English, which comes with the content. */
  async #learn(): Promise<void> {
    const wanted = this.language;
    const words = wanted.load ? await orNothing(wanted.load()) : null;
    // Another language was chosen in the meantime.
    if (wanted !== this.language) return;
    this.#words = words?.default ?? null;
    if (!words) this.language = languageOf();
    this.#face();
  }

  /** Sets the direction and the language of everything inside. */
  #face(): void {
    this.#root.dir = this.language.dir;
    this.#root.lang = this.language.code;
  }

  async #make(): Promise<Content> {
    const { Content } = await this.#fetch();
    const chat = new Content(this);
    this.#root.prepend(chat.element);
    this.#chat = chat;
    return chat;
  }

  async speak(code: string): Promise<void> {
    this.memory.set(LANGUAGE, code);
    this.language = languageOf(code);
    await this.#learn();
    this.#chat?.speak();
    this.#label();
  }

  dress(css: string): void {
    const sheet = sheetOf(css);
    const { adoptedStyleSheets } = this.shadow;
    if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
  }

  tell<Name extends WidgetEvent>(name: Name, detail: WidgetEvents[Name]): void {
    if (name === 'reply') this.#launcher.remind();
    this.#emit(name, detail);
  }

  leave(): void {
    this.#use(false);
  }

  /** Opens or closes at the visitor's own request, which later pages remember. */
  #use(open: boolean): void {
    if (open) void this.open();
    else this.close();
    this.memory.set(OPEN, open ? '1' : '0');
  }

  #show({ element }: Content, open: boolean): void {
    if (element.hidden !== open) return;
    element.hidden = !open;
    this.paint();
    element.ariaModal = open && this.#root.matches('.full') ? 'true' : null;
    this.#root.classList.toggle('open', open);
    this.#label();
    this.#emit(open ? 'open' : 'close', {});
  }

  #label(): void {
    const { close, open } = this.strings;
    this.#launcher.show(this.#wanted, this.#wanted ? close : open);
  }

  #keydown(event: KeyboardEvent): void {
    const chat = this.#chat;
    if (!chat || chat.element.hidden) return;
    if (event.key === 'Tab' && this.#root.matches('.full')) chat.trap(event);
    else if (event.key === 'Escape' && !event.isComposing && !chat.dismiss()) this.#use(false);
  }
}
