import type { Message } from '../conversation';
import { h } from '../dom';
import type * as Extras from '../extras';
import type { MessageActions } from '../extras/actions';
import type { Notice } from '../extras/notice';
import { MarkdownView } from '../markdown';
import type { Surroundings } from '../markdown/options';
import type { Rating } from '../protocol';
import type { Strings } from '../strings';

/** Read on every use, since the config can change while messages are shown. */
export interface MessageContext extends Surroundings {
  readonly strings: Strings;
  /** The name of whoever answers, for screen readers. */
  readonly assistant: string;
  readonly limitMessage: string;
  readonly imageHosts: readonly string[];
  /** `null` until they have loaded. */
  readonly extras: typeof Extras | null;
  /** Loads `rich`. */
  enrich(): void;
  retry(message: Message): void;
  rate(message: Message, rating: Rating): void;
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

/** A bubble of the thread, with its actions, remark and notice. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a closure for a class; each part of it is short
export function createMessage(message: Message, context: MessageContext): MessageView {
  const { role } = message;
  const { strings } = context;
  const reply = role === 'assistant';
  const author = reply ? context.assistant : strings.you;
  const body = h('div', 'body', { dir: 'auto' });
  const bubble = h('div', `bubble ${role}`, {}, h('span', 'hidden-text', {}, `${author}: `), body);
  const element = h('li', '', {}, bubble);
  const remark = h('p', 'remark');
  const markdown = new MarkdownView(body, {
    around: context,
    enrich() {
      isPoor = true;
      context.enrich();
    },
    allows: (host) => context.imageHosts.includes(host),
    code: (pre, language) => {
      const block = h('div', 'code', { dir: 'ltr' }, pre);
      context.extras?.addCopy(block, strings, language);
      return block;
    },
  });
  let actions: MessageActions | undefined;
  let notice: Notice | undefined;
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
  const offerActions = (): void => {
    if (!reply || message.state !== 'done' || !message.status || !context.extras) return;
    if (!actions) {
      actions = context.extras.createActions(message, strings, (rating) =>
        context.rate(message, rating),
      );
      bubble.after(actions.element);
    }
    actions.show(message.rating);
  };
  const explain = (): void => {
    const { problem, status, state } = message;
    notice?.stop();
    notice?.element.remove();
    notice =
      (problem &&
        context.extras?.createNotice(problem, reply, strings, context.limitMessage, () =>
          context.retry(message),
        )) ||
      undefined;
    if (notice) element.append(notice.element);
    const { stopped, truncated, cut, unavailable } = strings;
    const endings: Record<string, string> = { stopped, truncated, interrupted: cut };
    const failed = problem && !notice && (reply ? cut : unavailable);
    remark.textContent = failed || (reply && state === 'done' && endings[status]) || '';
    if (remark.textContent) bubble.after(remark);
    else remark.remove();
  };
  const update = (): void => {
    element.className = `message ${role} ${message.state}`;
    if (reply && message.state === 'pending') wait();
    else write(message.content);
    context.extras?.colour();
    offerActions();
    explain();
  };
  update();
  return {
    element,
    get text() {
      const text = context.extras?.speechOf(body, strings) ?? body.textContent ?? '';
      return `${text} ${remark.textContent}`.trim();
    },
    update,
    refresh() {
      offerActions();
      if (message.problem && (!notice || message.problem.kind === 'limit')) explain();
      if (reply && ((isPoor && context.rich) || /!\[|```|~~~/.test(shown))) {
        isPoor = false;
        shown = '';
        write(message.content);
        context.extras?.colour();
      }
    },
    stop: () => notice?.stop(),
  };
}
