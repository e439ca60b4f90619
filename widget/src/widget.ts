import type { Api } from './api';
import { Chat } from './chat';
import { h } from './dom';
import type { Options } from './options';
import { loadParts, type Parts } from './parts';
import type { WidgetConfig } from './protocol';
import { Memory } from './session';
import { type Locale, localeOf } from './strings';
import { ENGLISH } from './strings/english';
import { launcherSheet, panelSheet, sheetOf } from './styles';
import { tokensToCss } from './tokens';
import { Announcer } from './view/announcer';
import { Launcher } from './view/launcher';

export type WidgetEvent = 'open' | 'close' | 'message' | 'reply' | 'error';

/** What the launcher opens: a chat of this page, or one in a frame. */
type Content = Pick<Chat, 'element' | 'configure' | 'focus' | 'send' | 'reset' | 'dismiss'>;

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
  #strings = ENGLISH;
  #chat: Promise<Content> | null = null;
  #panel: HTMLElement | null = null;
  #wanted = false;
  #trap: NonNullable<Parts['extras']>['keepFocusInside'] | undefined;

  constructor(
    readonly shadow: ShadowRoot,
    readonly api: Api,
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
    void this.#chat?.then((chat) => chat.configure(config));
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
    if (!this.#wanted || this.signal.aborted) return;
    this.#show(chat.element, true);
    if (focus) chat.focus();
  }

  close(): void {
    this.#wanted = false;
    const panel = this.#panel;
    if (!panel || panel.hidden) return;
    const hadFocus = panel.contains(this.shadow.activeElement);
    this.#show(panel, false);
    if (hadFocus) this.#launcher.element.focus();
  }

  async send(text: string): Promise<boolean> {
    return (await this.#load()).send(text);
  }

  async reset(): Promise<void> {
    (await this.#load()).reset();
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
    this.shadow.adoptedStyleSheets = [launcherSheet(), this.#sheet];
    this.shadow.append(root);
    this.raise();
    root.addEventListener('keydown', (event) => void this.#keydown(event));
    // The page's hotkeys must not eat what is typed here.
    for (const type of ['keydown', 'keypress', 'keyup']) {
      root.addEventListener(type, (event) => event.stopPropagation());
    }
    // What opening will need comes with the first sign of interest.
    for (const type of ['pointerenter', 'focus']) {
      this.#launcher.element.addEventListener(type, () => void loadParts(this.#locale), {
        once: true,
      });
    }
    this.signal.addEventListener('abort', () => {
      this.#announcer.stop();
      root.remove();
    });
    const remembered = this.#memory.get(OPEN);
    const open = remembered ? remembered === '1' : this.options.open;
    if (open || this.options.isolation === 'panel') void this.open(false);
  }

  #load(): Promise<Content> {
    this.#chat ??= this.#make().then((chat) => {
      this.#panel = chat.element;
      this.#root.prepend(chat.element);
      return chat;
    });
    return this.#chat;
  }

  async #make(): Promise<Content> {
    const { api, config, signal, options } = this;
    this.shadow.adoptedStyleSheets.push(panelSheet());
    const shared = { config, signal, close: () => this.#use(false), emit: this.#tell };
    if (options.isolation === 'iframe') {
      this.#strings = await this.#locale.load();
      const { FramedChat } = await import('./frame/host');
      const { dataset } = this.shadow.host as HTMLElement;
      const title = config.copy.title || config.name || this.#strings.title;
      return new FramedChat({ ...shared, ...options, title, dataset });
    }
    const parts = await loadParts(this.#locale);
    this.#strings = parts.strings;
    for (const part of [parts.markdown, parts.extras]) {
      if (part) this.shadow.adoptedStyleSheets.push(sheetOf(part.css));
    }
    const [memory, announcer] = [this.#memory, this.#announcer];
    const chat = new Chat({ ...parts, ...shared, api, memory, announcer, engine: options.engine });
    this.#trap = parts.extras?.keepFocusInside;
    parts.extras?.followViewport(chat.element, signal);
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

  #show(panel: HTMLElement, open: boolean): void {
    if (panel.hidden !== open) return;
    panel.hidden = !open;
    panel.ariaModal = open && this.#root.matches('.full') ? 'true' : null;
    this.#root.classList.toggle('open', open);
    this.#launcher.show(open, open ? this.#strings.close : this.#strings.open);
    this.emit(open ? 'open' : 'close', {});
  }

  async #keydown(event: KeyboardEvent): Promise<void> {
    const panel = this.#panel;
    if (!panel || panel.hidden) return;
    if (event.key === 'Tab' && this.#root.matches('.full')) this.#trap?.(panel, event);
    else if (event.key === 'Escape' && !event.isComposing && !(await this.#load()).dismiss())
      this.#use(false);
  }
}
