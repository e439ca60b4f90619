import { Api } from './api';
import type { Content, ContentContext } from './content';
import { Conversation, type Message } from './conversation';
import type { ReplyDetail } from './events';
import { orNothing } from './lazy';
import { ENGLISH } from './strings/english';
import panelCss from './styles/panel.css?inline';
import threadCss from './styles/thread.css?inline';
import { type Composer, createComposer } from './view/composer';
import type { MessageContext } from './view/message';
import { createPanel } from './view/panel';
import { createThread, type Thread } from './view/thread';

/** How long lines that may need the rarer Markdown wait for it, in ms. */
const PATIENCE = 5000;

const loadExtras = () => orNothing(import('./extras'));

export { createChat as create, ENGLISH as english, loadExtras as prepare };

/** The panel with its conversation, created when the visitor first wants it. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a closure for a class; each part of it is short
function createChat(context: ContentContext): Content {
  const { options, memory, signal, announcer, dataset } = context;
  let { config } = context;
  const panel = createPanel();
  const { element } = panel;
  /** These contain words, so a change of language creates them anew. */
  let composer: Composer;
  let thread: Thread;
  let enriching: Promise<void> | null = null;
  let patience = PATIENCE;
  /** What the page has sent meanwhile, if the extras, which would keep it, cannot be had. */
  const waiting: (() => void)[] = [];
  const around: MessageContext = {
    strings: context.strings,
    assistant: '',
    behaviour: config.behaviour,
    page: dataset.page ?? document.baseURI,
    framed: options.isolation === 'panel',
    extras: null,
    rich: null,
    awaitsRich: false,
    enrich,
  };
  context.dress(panelCss + threadCss);
  const api = new Api(options.apiUrl, options.key, signal, async () => {
    await arrive();
    return around.extras?.loadHash();
  });
  const conversation = new Conversation(
    api,
    memory,
    {
      changed: (message, before) => thread.show(message, before),
      removed: (message) => thread.remove(message),
      began,
      ended,
      cleared() {
        waiting.length = 0;
        around.extras?.cleared();
        composer.setBusy(false);
        configure(config);
      },
    },
    signal,
  );
  furnish();
  signal.addEventListener('abort', () => thread.stop());
  void arrive();

  function enrich(): void {
    enriching ??= bringRich();
  }

  /** Ends when it is here, when it cannot be had, or when an answer has waited long enough. */
  async function bringRich(): Promise<void> {
    around.awaitsRich = true;
    let timer = 0;
    const enough = new Promise((go) => {
      timer = setTimeout(go, patience);
      signal.addEventListener('abort', go);
    });
    await Promise.race([loadRich(), enough]);
    clearTimeout(timer);
    if (!around.rich) patience = 0;
    around.awaitsRich = false;
    thread.refresh();
  }

  async function loadRich(): Promise<void> {
    await arrive();
    around.rich = (await around.extras?.loadRich()) ?? null;
    thread.refresh();
  }

  function configure(now: typeof config): void {
    config = now;
    const { copy, name, behaviour } = config;
    const { strings } = around;
    around.assistant = copy.title || name || strings.title;
    around.behaviour = behaviour;
    panel.describe(around.assistant, copy);
    const placeholder = copy.placeholder || strings.placeholder;
    Object.assign(composer.input, { placeholder, ariaLabel: placeholder });
    thread.welcome(copy.welcome_message || strings.welcome);
    refresh();
  }

  function send(text: string, engine?: string): boolean {
    const content = text.trim();
    if (!content) return false;
    if (conversation.running) void queue(content, engine);
    else void conversation.send(content, engine ?? around.extras?.engine ?? dataset.engine);
    return true;
  }

  async function queue(content: string, engine?: string): Promise<void> {
    await arrive();
    const again = (): unknown => send(content, engine);
    if (around.extras) around.extras.queue(content, engine);
    else if (conversation.running) waiting.push(again);
    else again();
  }

  function began({ id, content }: Message): void {
    // There is time for it now, and then no answer has to wait. Where it could not be loaded, this tries again.
    if (!around.rich && !around.awaitsRich) enriching = null;
    enrich();
    composer.setBusy(true);
    announcer.say(around.strings.answering);
    context.tell('message', { id, content });
  }

  function ended(question: Message, answer: Message): void {
    const { id, content, status, engine, firstTokenMs } = answer;
    const detail: ReplyDetail = { id, content, status, engine, first_token_ms: firstTokenMs };
    const { code } = question.problem ?? answer.problem ?? {};
    composer.setBusy(false);
    if (code) context.tell('error', { code });
    else context.tell('reply', detail);
    // After the answer is painted, which takes time enough. What went wrong is an alert of its own.
    const say = () => announcer.say(content && thread.textOf(answer));
    void enriching?.then(() => requestAnimationFrame(() => setTimeout(say)));
    around.extras?.ended(question, answer);
    waiting.shift()?.();
  }

  function furnish(): void {
    const { strings } = context;
    around.strings = strings;
    (thread as Thread | undefined)?.stop();
    composer = createComposer(strings, { submit: send, stop: () => void conversation.stop() });
    thread = createThread(around);
    panel.fill(strings, () => context.leave(), thread.element, composer.element);
    around.extras?.furnish();
    configure(config);
    for (const message of conversation.messages) thread.show(message);
  }

  /** Loads the extras and puts them in place. */
  async function arrive(): Promise<void> {
    const part = around.extras ? null : await loadExtras();
    // Opening does not wait for it.
    await new Promise((go) => setTimeout(go));
    if (!part || around.extras || signal.aborted) return;
    around.extras = part.equip({
      panel: element,
      context,
      conversation,
      composer: () => composer,
      ask: send,
      furnish,
    });
    refresh();
  }

  function refresh(): void {
    around.extras?.refresh(config);
    thread.refresh();
  }

  return {
    element,
    configure,
    send,
    reset: () => conversation.reset(),
    focus() {
      thread.follow(true);
      // On a touch screen, focusing the input would raise the keyboard before anything can be read.
      if (matchMedia('(pointer: coarse)').matches) element.focus();
      else composer.input.focus({ preventScroll: true });
    },
  };
}
