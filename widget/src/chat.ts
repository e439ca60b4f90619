import { Api } from './api';
import type { Content, ContentContext } from './content';
import { Conversation, type ConversationListener, type Message } from './conversation';
import { h, ICONS, iconButton } from './dom';
import type { ReplyDetail } from './events';
import type { History } from './extras/history';
import type { Menu } from './extras/menu';
import type { Queue } from './extras/queue';
import { orNothing } from './lazy';
import type { Rating, WidgetConfig } from './protocol';
import type { Strings } from './strings';
import { ENGLISH } from './strings/english';
import panel from './styles/panel.css?inline';
import thread from './styles/thread.css?inline';
import { type Composer, createComposer } from './view/composer';
import type { MessageContext } from './view/message';
import { createPanel } from './view/panel';
import { createThread, type Thread } from './view/thread';

const loadExtras = () => orNothing(import('./extras'));
const loadRich = () => orNothing(import('./markdown/rich'));

export { Chat as Content, ENGLISH as english, loadExtras as prepare };

/** The panel with its conversation, created when the visitor first wants it. */
class Chat implements Content, MessageContext, ConversationListener {
  readonly #context: ContentContext;
  readonly #panel = createPanel();
  readonly #engines = h('label', 'engines', { hidden: true });
  readonly #conversation: Conversation;
  readonly element = this.#panel.element;
  #config: WidgetConfig;
  /** These contain words, so a change of language creates them anew. */
  #composer!: Composer;
  #thread!: Thread;
  #menuButton!: HTMLElement;
  #menu: Menu | undefined;
  #history: History | undefined;
  #queue: Queue | undefined;
  extras: MessageContext['extras'] = null;
  rich: MessageContext['rich'] = null;
  readonly page: string;
  readonly framed: boolean;
  #enriching: Promise<void> | null = null;

  constructor(context: ContentContext) {
    const { options, config, memory, signal } = context;
    this.#context = context;
    this.#config = config;
    this.page = context.dataset.page ?? document.baseURI;
    this.framed = options.isolation === 'panel';
    context.dress(panel + thread);
    const api = new Api(options.apiUrl, options.key, signal);
    this.#conversation = new Conversation(api, memory, this, signal);
    this.#furnish();
    signal.addEventListener('abort', () => this.#thread.stop());
    void this.#arrive();
  }

  get strings(): Strings {
    return this.#context.strings;
  }

  get assistant(): string {
    const { copy, name } = this.#config;
    return copy.title || name || this.strings.title;
  }

  get limitMessage(): string {
    return this.#config.copy.limit_message;
  }

  get imageHosts(): readonly string[] {
    return this.#config.behaviour.image_hosts;
  }

  enrich(): void {
    this.#enriching ??= loadRich().then((rich) => {
      this.rich = rich;
      if (rich) this.#thread.refresh();
      // The next answer tries again.
      else this.#enriching = null;
    });
  }

  retry(message: Message): void {
    void this.#conversation.retry(message);
  }

  rate(message: Message, rating: Rating): void {
    void this.extras?.rate(this.#conversation, message, rating);
  }

  configure(config: WidgetConfig): void {
    this.#config = config;
    const { copy } = config;
    this.#panel.describe(this.assistant, copy);
    this.#composer.describe(copy.placeholder || this.strings.placeholder);
    this.#thread.welcome(copy.welcome_message || this.strings.welcome, copy.suggestions);
    this.#refresh();
  }

  speak(): void {
    const { draft } = this.#composer;
    const { position } = this.#thread;
    this.#thread.stop();
    this.#furnish();
    this.#composer.draft = draft;
    this.#composer.setBusy(this.#conversation.busy);
    this.#thread.position = position;
    this.#menuButton.focus();
  }

  focus(): void {
    this.#thread.follow(true);
    // On a touch screen, focusing the input would raise the keyboard before anything can be read.
    if (matchMedia('(pointer: coarse)').matches) this.element.focus();
    else this.#composer.focus();
  }

  send(text: string, engine?: string): boolean {
    const content = text.trim();
    if (!content) return false;
    if (this.#conversation.busy) {
      void this.#arrive().then(() => this.#queue?.take(content, engine));
      return true;
    }
    const chosen = this.#engines.querySelector('select')?.value;
    void this.#conversation.send(content, engine ?? chosen ?? this.#context.dataset.engine);
    return true;
  }

  reset(): void {
    this.#conversation.reset();
  }

  dismiss(): boolean {
    return this.#menu?.dismiss() ?? false;
  }

  trap(event: KeyboardEvent): void {
    this.extras?.keepFocusInside(this.element, event);
  }

  changed(message: Message, before?: Message): void {
    this.#thread.show(message, before);
  }

  removed(message: Message): void {
    this.#thread.remove(message);
  }

  began({ id, content }: Message): void {
    // There is time for it now, and then no answer has to show its source first.
    this.enrich();
    this.#composer.setBusy(true);
    this.#context.announcer.say(this.strings.answering);
    this.#context.tell('message', { id, content });
  }

  ended(question: Message, answer: Message): void {
    const { announcer } = this.#context;
    const { id, content, status, engine, firstTokenMs } = answer;
    const detail: ReplyDetail = { id, content, status, engine, first_token_ms: firstTokenMs };
    const { code } = question.problem ?? answer.problem ?? {};
    this.#composer.setBusy(false);
    this.#history?.ended(question);
    if (code) this.#context.tell('error', { code });
    else this.#context.tell('reply', detail);
    // What went wrong is an alert of its own.
    const say = (): void => announcer.say(answer.content && this.#thread.textOf(answer));
    void Promise.resolve(this.#enriching).then(say);
    this.#queue?.next();
  }

  cleared(): void {
    this.#queue?.drop();
    this.#composer.setBusy(false);
    this.configure(this.#config);
  }

  #furnish(): void {
    const { strings } = this;
    const submit = (text: string): boolean => this.send(text);
    const stop = (): void => void this.#conversation.stop();
    const button = iconButton('menu-button', strings.menu, ICONS.menu, { ariaExpanded: 'false' });
    const anchor = h('div', 'menu-anchor', {}, button);
    button.onclick = async () => {
      await this.#arrive();
      this.#menu ??= this.extras?.createMenu(anchor, button, {
        strings,
        conversation: this.#conversation,
        context: this.#context,
        assistant: this.assistant,
        panel: this.element,
      });
      this.#menu?.toggle();
    };
    this.#menu = undefined;
    this.#menuButton = button;
    this.#composer = createComposer(strings, { submit, stop });
    this.#thread = createThread(this, submit);
    const content = [this.#thread.element, this.#composer.element, this.#engines];
    this.#panel.fill(strings, anchor, () => this.#context.leave(), ...content);
    for (const message of this.#conversation.messages) this.#thread.show(message);
    this.configure(this.#config);
  }

  /** Loads the extras and puts them in place. */
  async #arrive(): Promise<void> {
    if (this.extras) return;
    const { memory, signal } = this.#context;
    const extras = await loadExtras();
    if (!extras || this.extras || signal.aborted) return;
    this.extras = extras;
    this.#context.dress(extras.css);
    extras.fit(this.element, signal);
    extras.followPage(this.#context);
    extras.mindPaste(this.element, this.#context);
    extras.keepDraft(() => this.#composer, memory, signal);
    this.#queue = extras.createQueue(this.#conversation, this.#context, this);
    this.#history = extras.followThread(this.#conversation, memory, signal);
    this.#refresh();
  }

  #refresh(): void {
    const { engines } = this.#config;
    this.#thread.refresh();
    if (engines.length < 2 && this.#engines.hidden) return;
    this.extras?.offerEngines(this.#engines, this.strings, engines, this.#context.dataset.engine);
  }
}
