import { Api } from './api';
import type { ContentContext } from './content';
import { Conversation, type Message } from './conversation';
import type { ReplyDetail } from './events';
import type { EnginePicker, Menu } from './extras';
import type { Parts } from './parts';
import type { WidgetConfig } from './protocol';
import type { Strings } from './strings';
import { Composer } from './view/composer';
import { Panel } from './view/panel';
import { Thread } from './view/thread';

const DRAFT = 'draft';

/** The panel and the conversation in it; made when the visitor first wants it. */
export class Chat {
  readonly #context: ContentContext;
  readonly #parts: Parts;
  readonly #composer: Composer;
  readonly #thread: Thread;
  readonly #menu: Menu | null;
  readonly #panel: Panel;
  readonly #conversation: Conversation;
  readonly #engines: EnginePicker | null;

  constructor(context: ContentContext, parts: Parts) {
    const { config, memory, options, signal } = context;
    const { strings, extras } = parts;
    this.#context = context;
    this.#parts = parts;
    this.#composer = new Composer(strings, {
      submit: (text) => this.send(text),
      stop: () => void this.#conversation.stop(),
    });
    this.#thread = new Thread(
      {
        ...parts,
        assistant: config.copy.title || config.name || strings.title,
        limitMessage: config.copy.limit_message,
        imageHosts: config.behaviour.image_hosts,
        retry: (message) => void this.#conversation.retry(message),
        rate: (message, rating) => void this.#conversation.rate(message, rating),
      },
      (suggestion) => this.send(suggestion),
    );
    this.#menu = extras
      ? new extras.Menu(strings, {
          save: () => extras.saveAs(this.#thread.transcript()),
          forget: () => void this.#forget(),
        })
      : null;
    this.#engines = extras?.enginePicker(strings, config.engines, options.engine) ?? null;
    const content = [this.#thread.element, this.#composer.element];
    if (this.#engines) content.push(this.#engines.element);
    this.#panel = new Panel(strings, this.#menu?.element, context.close, ...content);
    this.#conversation = this.#converse();
    this.configure(config);
    this.#composer.draft = memory.get(DRAFT) ?? '';
    // A page that goes takes nothing with it that was typed and not sent.
    addEventListener('pagehide', () => this.#keepDraft(), { signal });
    signal.addEventListener('abort', () => this.#thread.stop());
    extras?.followViewport(this.element, signal);
    void this.#conversation.restore().catch(() => {});
  }

  get strings(): Strings {
    return this.#parts.strings;
  }

  /** The rules that its parts brought along. */
  get css(): string[] {
    const { markdown, extras } = this.#parts;
    return [markdown?.css ?? '', extras?.css ?? ''];
  }

  get element(): HTMLElement {
    return this.#panel.element;
  }

  configure({ name, copy }: WidgetConfig): void {
    const { strings } = this.#parts;
    this.#panel.describe({ ...copy, title: copy.title || name || strings.title });
    this.#composer.describe(copy.placeholder || strings.placeholder);
    this.#thread.welcome(copy.welcome_message, copy.suggestions);
  }

  focus(): void {
    this.#thread.follow(true);
    // On a touch screen the input would bring up the keyboard before anything could be read.
    if (matchMedia('(pointer: coarse)').matches) this.element.focus();
    else this.#composer.focus();
  }

  /** Whether the message was taken: not while another is being answered. */
  send(text: string): boolean {
    const content = text.trim();
    if (!content || this.#conversation.busy) return false;
    void this.#conversation.send(content, this.#engines?.value ?? this.#context.options.engine);
    return true;
  }

  /** Begins a new thread. */
  reset(): void {
    this.#conversation.reset();
    this.#thread.clear();
    this.#composer.setBusy(false);
    this.configure(this.#context.config);
  }

  /** Whether Escape had something smaller to close than the panel. */
  dismiss(): boolean {
    return this.#menu?.dismiss() ?? false;
  }

  /** Keeps Tab inside. */
  trap(event: KeyboardEvent): void {
    this.#parts.extras?.keepFocusInside(this.element, event);
  }

  #converse(): Conversation {
    const { announcer, memory, options, signal, emit } = this.#context;
    const { strings } = this.#parts;
    const api = new Api(options.apiUrl, options.key, signal);
    const listener = {
      changed: (message: Message) => this.#thread.show(message),
      removed: (message: Message) => this.#thread.remove(message),
      began: ({ id, content }: Message) => {
        this.#composer.setBusy(true);
        announcer.say(strings.answering);
        emit('message', { id, content });
      },
      ended: (question: Message, answer: Message) => {
        this.#composer.setBusy(false);
        const { code } = question.problem ?? answer.problem ?? {};
        if (code) emit('error', { code });
        else emit('reply', replyOf(answer));
        announcer.say(code ? '' : this.#thread.textOf(answer));
      },
    };
    return new Conversation(api, memory, listener, signal);
  }

  async #forget(): Promise<void> {
    const { announcer } = this.#context;
    const { strings } = this.#parts;
    try {
      await this.#conversation.forget();
    } catch {
      announcer.show(strings.failed);
      return;
    }
    this.reset();
    announcer.show(strings.deleted);
  }

  #keepDraft(): void {
    const { draft } = this.#composer;
    if (draft) this.#context.memory.set(DRAFT, draft);
    else this.#context.memory.delete(DRAFT);
  }
}

const replyOf = ({ id, content, status, engine, firstTokenMs }: Message): ReplyDetail => ({
  id,
  content,
  status,
  engine,
  first_token_ms: firstTokenMs,
});
