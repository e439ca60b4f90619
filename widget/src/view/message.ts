import type { Message } from '../conversation';
import { h } from '../dom';
import type { Ending } from '../extras/ending';
import type { Equipment } from '../extras/equip';
import { createMarkdown } from '../markdown';
import type { Surroundings } from '../markdown/options';
import type { Strings } from '../strings';

/** Read on every use, since the config can change while messages are shown. */
export interface MessageContext extends Surroundings {
  strings: Strings;
  /** The name of whoever answers, for screen readers. */
  assistant: string;
  /** `null` until they have loaded. */
  extras: Equipment | null;
  /** Loads `rich`. */
  enrich(): void;
}

export interface MessageView {
  readonly element: HTMLElement;
  /** What a screen reader is told. */
  readonly text: string;
  update(): void;
  /** Call after a change of config, or when the extras have loaded. */
  refresh(): void;
  /** Stops timers. */
  stop(): void;
}

/** Whether the text ends where its author wanted: half a link stays inert for good. */
const isWhole = ({ state, status }: Message): boolean =>
  state === 'done' && (status === '' || status === 'complete');

/** A bubble of the thread, with what is shown below it. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a closure for a class; each part of it is short
export function createMessage(message: Message, context: MessageContext): MessageView {
  const { role } = message;
  const { strings } = context;
  const reply = role === 'assistant';
  const author = reply ? context.assistant : strings.you;
  const body = h('div', 'body', { dir: 'auto' });
  const bubble = h('div', `bubble ${role}`, {}, h('span', 'hidden-text', {}, `${author}: `), body);
  const element = h('li', '', {}, bubble);
  /** All that is said of a problem without the extras. */
  const failed = h('p', 'remark', {}, strings.unavailable);
  const markdown = createMarkdown(body, {
    around: context,
    enrich() {
      isPoor = true;
      context.enrich();
    },
    code: (pre, language) => {
      const block = h('div', 'code', { dir: 'ltr' }, pre);
      context.extras?.addCopy(block, language);
      return block;
    },
  });
  let ending: Ending | undefined;
  let shown = '';
  let wasWhole = false;
  /** Whether the text is shown without what its Markdown needs. */
  let isPoor = false;

  const write = (content: string): void => {
    const whole = isWhole(message);
    if (content === shown && whole === wasWhole) return;
    wasWhole = whole;
    if (!reply) body.textContent = content;
    else {
      if (!shown || !content.startsWith(shown)) markdown.clear();
      markdown.render(content, whole);
    }
    shown = content;
  };
  const wait = (): void => {
    shown = '';
    markdown.clear();
    body.append(h('span', 'dots', {}, h('i'), h('i'), h('i')));
  };
  const end = (): void => {
    ending ??= context.extras?.endingOf(message, bubble);
    ending?.update();
    if (message.problem && !ending) bubble.after(failed);
    else failed.remove();
  };
  const update = (): void => {
    element.className = `message ${role} ${message.state}`;
    if (reply && message.state === 'pending') wait();
    else write(message.content);
    end();
  };
  update();
  return {
    element,
    get text() {
      return ending?.speechOf(body, context.rich) ?? body.textContent ?? '';
    },
    update,
    refresh() {
      if (reply && ((isPoor && !context.awaitsRich) || /!\[|```|~~~/.test(shown))) {
        isPoor = false;
        shown = '';
        write(message.content);
      }
      end();
    },
    stop: () => ending?.stop(),
  };
}
