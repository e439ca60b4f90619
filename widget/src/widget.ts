import { type Content, makeContent, prefetch } from './content';
import { h } from './dom';
import type { Options } from './options';
import type { WidgetConfig } from './protocol';
import { Memory } from './session';
import { type Locale, localeOf } from './strings';
import frame from './styles/frame.css?inline';
import panel from './styles/panel.css?inline';
import { sheetOf } from './styles/sheet';
import thread from './styles/thread.css?inline';
import { tokensToCss } from './tokens';
import { Announcer } from './view/announcer';
import { Launcher } from './view/launcher';

export type WidgetEvent = 'open' | 'close' | 'message' | 'reply' | 'error';

/** Owners whose token asks for less want the widget among their own layers. */
const ABOVE_ALL = 2147483000;

const OPEN = 'open';

/** Where a panel beside the page would leave neither enough room. */
const FULL_SCREEN = '(max-width: 480px), (max-height: 420px)';

/** What stands on the page from the start: the launcher, and behind it the chat, once wanted. */
export class Widget {
  readonly #root = h('div', { class: 'root', part: 'root' });
  readonly #sheet = new CSSStyleSheet();
  readonly #announcer = new Announcer();
  readonly #launcher: Launcher;
  readonly #locale: Locale;
  readonly #memory: Memory;
  #loading: Promise<Content> | null = null;
  #chat: Content | null = null;
  #wanted = false;

  constructor(
    readonly shadow: ShadowRoot,
    readonly options: Options,
    public config: WidgetConfig,
    readonly signal: AbortSignal,
    readonly emit: (name: WidgetEvent, detail: object) => void,
  ) {
    this.#locale = localeOf(options.locale, document.documentElement.lang);
    this.#memory = new Memory(options.key, config.behaviour.session);
    this.#launcher = new Launcher(this.#locale.openLabel, () => this.#use(!this.#wanted));
    this.#root.dir = this.#locale.direction;
    this.#root.lang = this.#locale.language;
    this.#fit();
    this.configure(config);
    this.#attach();
  }

  get isOpen(): boolean {
    return this.#wanted;
  }

  /** Shows another config without touching messages, scroll position or focus. */
  configure(config: WidgetConfig): void {
    this.config = config;
    const { tokens } = config;
    const parent = this.shadow.host.parentElement ?? document.body;
    this.#sheet.replaceSync(tokensToCss(tokens, getComputedStyle(parent).fontFamily));
    this.#root.dataset.position = tokens.layout.position;
    this.#root.dataset.motion = tokens.motion.style;
    this.#chat?.configure(config);
    this.raise();
  }

  /** The top layer stands above any z-index of the page and outside any transformed ancestor. */
  raise(): void {
    const above = this.config.tokens.layout.z_index >= ABOVE_ALL;
    this.#root.popover = above ? 'manual' : null;
    if (above && this.#root.isConnected) this.#root.showPopover?.();
  }

  async open(focus = true): Promise<void> {
    this.#wanted = true;
    const chat = await this.#load();
    // Closed again before it had come.
    if (!chat || !this.#wanted || this.signal.aborted) return;
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

  async send(text: string): Promise<boolean> {
    return (await this.#load())?.send(text) ?? false;
  }

  async reset(): Promise<void> {
    (await this.#load())?.reset();
  }

  /** On a small screen, and in a frame that is all its own, the panel fills everything. */
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
    root.append(this.#launcher.element, this.#announcer.element);
    this.shadow.adoptedStyleSheets = [sheetOf(frame), this.#sheet];
    this.shadow.append(root);
    this.raise();
    root.addEventListener('keydown', (event) => this.#keydown(event));
    // The page's hotkeys must not eat what is typed here.
    for (const type of ['keydown', 'keypress', 'keyup']) {
      root.addEventListener(type, (event) => event.stopPropagation());
    }
    const framed = this.options.isolation === 'iframe';
    // What opening will need comes with the first sign of interest.
    for (const type of ['pointerenter', 'focus']) {
      this.#launcher.element.addEventListener(
        type,
        () => void prefetch(this.#locale, framed).catch(() => {}),
        { once: true },
      );
    }
    this.signal.addEventListener('abort', () => {
      this.#announcer.stop();
      root.remove();
    });
    const remembered = this.#memory.get(OPEN);
    const open = remembered ? remembered === '1' : this.options.open;
    if (open || this.options.isolation === 'panel') void this.open(false);
  }

  /** `null` where it could not be fetched; the next attempt tries again. */
  async #load(): Promise<Content | null> {
    this.#loading ??= this.#make();
    try {
      return await this.#loading;
    } catch (cause) {
      this.#loading = null;
      this.#wanted = false;
      console.error('BubbleChat: the chat could not be loaded.', cause);
      return null;
    }
  }

  async #make(): Promise<Content> {
    const chat = await makeContent(this.#locale, {
      options: this.options,
      config: this.config,
      memory: this.#memory,
      announcer: this.#announcer,
      dataset: (this.shadow.host as HTMLElement).dataset,
      signal: this.signal,
      close: () => this.#use(false),
      emit: this.#tell,
    });
    this.shadow.adoptedStyleSheets.push(...[panel, thread, ...chat.css].map(sheetOf));
    this.#root.prepend(chat.element);
    this.#chat = chat;
    return chat;
  }

  readonly #tell = (name: WidgetEvent, detail: object): void => {
    if (name === 'reply') this.#launcher.remind();
    this.emit(name, detail);
  };

  /** The visitor's own hand on the widget, which later pages remember. */
  #use(open: boolean): void {
    if (open) void this.open();
    else this.close();
    this.#memory.set(OPEN, open ? '1' : '0');
  }

  #show({ element, strings }: Content, open: boolean): void {
    if (element.hidden !== open) return;
    element.hidden = !open;
    element.ariaModal = open && this.#root.matches('.full') ? 'true' : null;
    this.#root.classList.toggle('open', open);
    this.#launcher.show(open, open ? strings.close : strings.open);
    this.emit(open ? 'open' : 'close', {});
  }

  #keydown(event: KeyboardEvent): void {
    const chat = this.#chat;
    if (!chat || chat.element.hidden) return;
    if (event.key === 'Tab' && this.#root.matches('.full')) chat.trap(event);
    else if (event.key === 'Escape' && !event.isComposing && !chat.dismiss()) this.#use(false);
  }
}
