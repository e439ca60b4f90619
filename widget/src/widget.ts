import type { Api } from './api';
import { Conversation, type Message } from './conversation';
import { h } from './dom';
import type { Options } from './options';
import type { WidgetConfig } from './protocol';
import { Memory } from './session';
import { ENGLISH } from './strings';
import { sharedSheet } from './styles';
import { tokensToCss } from './tokens';
import { Announcer } from './view/announcer';
import { Composer } from './view/composer';
import { Launcher } from './view/launcher';
import { Panel } from './view/panel';
import { Thread } from './view/thread';
import { followViewport, isFullScreen, keepFocusInside } from './view/viewport';

const OPEN = 'open';

/** The parts of one widget, put together: views on one side, the conversation on the other. */
export class Widget {
  readonly #strings = ENGLISH;
  readonly #root = h('div', { class: 'root', part: 'root', dir: 'ltr', popover: 'manual' });
  readonly #sheet = new CSSStyleSheet();
  readonly #announcer = new Announcer();
  readonly #shadow: ShadowRoot;
  readonly #memory: Memory;
  readonly #options: Options;
  readonly #launcher: Launcher;
  readonly #composer: Composer;
  readonly #thread: Thread;
  readonly #panel: Panel;
  readonly #conversation: Conversation;

  constructor(
    shadow: ShadowRoot,
    api: Api,
    options: Options,
    config: WidgetConfig,
    signal: AbortSignal,
  ) {
    this.#shadow = shadow;
    this.#options = options;
    this.#memory = new Memory(options.key, config.behaviour.session);
    this.#launcher = new Launcher(this.#strings, () => this.#use(!this.isOpen));
    this.#composer = new Composer(this.#strings, (text) => this.send(text));
    this.#thread = new Thread(
      {
        strings: this.#strings,
        assistant: config.copy.title || config.name || this.#strings.title,
        limitMessage: config.copy.limit_message,
        retry: (message) => void this.#conversation.retry(message),
      },
      (suggestion) => this.send(suggestion),
    );
    this.#panel = new Panel(
      this.#strings,
      () => this.#use(false),
      this.#thread.element,
      this.#composer.element,
    );
    this.#conversation = new Conversation(api, this.#memory, {
      changed: (message) => this.#changed(message),
      removed: (message) => this.#thread.remove(message),
      busy: (busy) => this.#busy(busy),
    });
    this.configure(config);
    this.#attach(signal);
  }

  get isOpen(): boolean {
    return !this.#panel.element.hidden;
  }

  /** Shows another config without touching messages, scroll position or focus. */
  configure({ name, copy, tokens }: WidgetConfig): void {
    const parent = this.#shadow.host.parentElement ?? document.body;
    this.#sheet.replaceSync(tokensToCss(tokens, getComputedStyle(parent).fontFamily));
    this.#root.dataset.position = tokens.layout.position;
    this.#root.dataset.motion = tokens.motion.style;
    this.#panel.describe({ ...copy, title: copy.title || name || this.#strings.title });
    this.#composer.describe(copy.placeholder || this.#strings.placeholder);
    this.#thread.welcome(copy.welcome_message, copy.suggestions);
  }

  open(focus = true): void {
    this.#show(true);
    this.#thread.follow(true);
    if (!focus) return;
    // On a touch screen the input would bring up the keyboard before anything could be read.
    if (matchMedia('(pointer: coarse)').matches) this.#panel.element.focus();
    else this.#composer.focus();
  }

  close(): void {
    const hadFocus = this.#panel.element.contains(this.#shadow.activeElement);
    this.#show(false);
    if (hadFocus) this.#launcher.element.focus();
  }

  /** Whether the message was taken: not while another is being answered. */
  send(text: string): boolean {
    if (this.#conversation.busy) return false;
    void this.#conversation.send(text, this.#options.engine);
    return true;
  }

  #attach(signal: AbortSignal): void {
    const root = this.#root;
    root.append(this.#panel.element, this.#launcher.element, this.#announcer.element);
    this.#shadow.adoptedStyleSheets = [sharedSheet(), this.#sheet];
    this.#shadow.append(root);
    // The top layer stands above any z-index of the page and outside any transformed ancestor.
    root.showPopover?.();
    root.addEventListener('keydown', (event) => this.#keydown(event));
    // The page's hotkeys must not eat what is typed here.
    for (const type of ['keydown', 'keypress', 'keyup']) {
      root.addEventListener(type, (event) => event.stopPropagation());
    }
    followViewport(this.#panel.element, signal);
    signal.addEventListener('abort', () => {
      this.#thread.stop();
      root.remove();
    });
    void this.#conversation.restore().catch(() => {});
    const remembered = this.#memory.get(OPEN);
    if (remembered ? remembered === '1' : this.#options.open) this.open(false);
  }

  /** The visitor's own hand on the launcher, which later pages remember. */
  #use(open: boolean): void {
    if (open) this.open();
    else this.close();
    this.#memory.set(OPEN, open ? '1' : '0');
  }

  #show(open: boolean): void {
    const panel = this.#panel.element;
    panel.hidden = !open;
    panel.ariaModal = open && isFullScreen() ? 'true' : null;
    this.#root.classList.toggle('open', open);
    this.#launcher.show(open, open ? this.#strings.close : this.#strings.open);
  }

  #keydown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing && this.isOpen) this.#use(false);
    else keepFocusInside(this.#panel.element, event);
  }

  #changed(message: Message): void {
    this.#thread.show(message);
    const answered = message.role === 'assistant' && message.state === 'done';
    if (answered && this.#conversation.busy) this.#announcer.say(this.#thread.textOf(message));
  }

  #busy(busy: boolean): void {
    this.#composer.setBusy(busy);
    if (busy) this.#announcer.say(this.#strings.answering);
  }
}
