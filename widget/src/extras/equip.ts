import type { ContentContext } from '../content';
import type { Conversation, Message } from '../conversation';
import type { LoadHash } from '../digest';
import { orNothing } from '../lazy';
import type { Rich } from '../markdown/options';
import type { WidgetConfig } from '../protocol';
import type { Composer } from '../view/composer';
import badge from './badge.css?inline';
import { addCopy } from './copy';
import { keepDraft } from './draft';
import { createEnding, type Ending } from './ending';
import extras from './extras.css?inline';
import { followThread, rate } from './history';
import { speak } from './language';
import { offerLatest } from './latest';
import markdown from './markdown.css?inline';
import { createMenu, type Menu } from './menu';
import { mindPaste } from './paste';
import { createPicker } from './picker';
import { createQueue } from './queue';
import { remind } from './remind';
import { retry } from './retry';
import { suggest } from './suggestions';
import { followPage } from './surroundings';
import { fitPanel, mindKeys, turnInput } from './viewport';
import { wordsOf } from './words';

/** The chat, as the extras see it. */
export interface Chat {
  readonly panel: HTMLElement;
  readonly context: ContentContext;
  readonly conversation: Conversation;
  /** A change of language makes another one. */
  composer(): Composer;
  /** Sends a message. */
  ask(text: string, engine?: string): boolean;
  /** Fills the panel anew, in the context's language. */
  furnish(): void;
}

/** The extras of one chat. */
export interface Equipment {
  /** The engine that the visitor has chosen. */
  readonly engine: string | undefined;
  /** Call when the panel has been filled anew. */
  furnish(): void;
  /** Applies a config. */
  refresh(config: WidgetConfig): void;
  /** What is below a message. */
  endingOf(message: Message, bubble: HTMLElement): Ending;
  /** Adds the name of its language and a copy button to a code block. */
  addCopy(block: HTMLElement, language: string): void;
  loadRich(): Promise<Rich | null>;
  /** Loads SHA-256, which plain-http pages lack. */
  loadHash: LoadHash;
  /** Call when a turn has ended. */
  ended(question: Message, answer: Message): void;
  /** Has a message wait while another is being answered. */
  queue(content: string, engine: string | undefined): void;
  /** Call when the thread has been emptied. */
  cleared(): void;
}

/** Adds to a chat what it can do without. */
export function equip(chat: Chat): Equipment {
  const { panel, context, conversation, composer, ask } = chat;
  const { memory, signal } = context;
  let { config } = context;
  let menu: Menu;
  const picker = createPicker(context);
  context.dress(extras + markdown + badge);
  fitPanel(panel, signal);
  const turn = turnInput(panel);
  followPage(context);
  mindPaste(panel, context);
  keepDraft(composer, memory, signal);
  const history = followThread(conversation, memory, signal);
  const queue = createQueue(conversation, context, ask);
  const furnish = (): void => {
    menu = createMenu(panel, conversation, context, (code) => speak(chat, code));
    offerLatest(panel, wordsOf(context.strings).latest);
    composer().element.after(picker.element);
  };
  furnish();
  mindKeys(panel, () => menu.dismiss());
  const endings = {
    get strings() {
      return context.strings;
    },
    get copy() {
      return config.copy;
    },
    retry: (message: Message) => void retry(conversation, message),
    rate: (message: Message, rating: 'up' | 'down') => void rate(conversation, message, rating),
  };
  return {
    get engine() {
      return picker.engine;
    },
    furnish,
    refresh(now) {
      config = now;
      turn();
      picker.offer(config.engines);
      if (conversation.messages.size) return;
      suggest(panel, wordsOf(context.strings).suggestions, config.copy.suggestions, ask);
    },
    endingOf: (message, bubble) => createEnding(message, bubble, endings),
    addCopy: (block, language) => addCopy(block, context.strings, language),
    async loadRich() {
      const part = await orNothing(import('../markdown/rich'));
      if (part) context.dress(part.css);
      return part;
    },
    loadHash: async () => (await orNothing(import('../sha256')))?.sha256,
    ended(question, answer) {
      if (!question.problem && !answer.problem) remind(panel.parentElement);
      history.ended(question);
      queue.next();
    },
    queue: queue.take,
    cleared: queue.drop,
  };
}
