import type { Message } from '../conversation';
import { h } from '../dom';
import type { Rich } from '../markdown/options';
import type { Copy, Rating } from '../protocol';
import type { Strings } from '../strings';
import { createActions, type MessageActions } from './actions';
import { colour } from './code';
import { createNotice, type Notice } from './notice';
import { wordsOf } from './words';

export interface EndingContext {
  readonly strings: Strings;
  readonly copy: Copy;
  retry(message: Message): void;
  rate(message: Message, rating: Rating): void;
}

export interface Ending {
  /** Call when the message or the config has changed. */
  update(): void;
  /** What a screen reader is told of the message, whose text is in `body`. */
  speechOf(body: HTMLElement, rich: Rich | null): string;
  /** Stops timers. */
  stop(): void;
}

/** What is below a message: how it ended, what went wrong, and what the visitor can do now. */
export function createEnding(
  message: Message,
  bubble: HTMLElement,
  context: EndingContext,
): Ending {
  const { strings } = context;
  const { stopped, truncated, cut } = wordsOf(strings);
  const remarks: Record<string, string> = { stopped, truncated, interrupted: cut };
  const reply = message.role === 'assistant';
  const remark = h('p', 'remark');
  let actions: MessageActions | undefined;
  let notice: Notice | undefined;
  let shown: unknown[] = [];

  const offerActions = (): void => {
    if (!reply || message.state !== 'done' || !message.status) return;
    if (!actions) {
      actions = createActions(message, strings, (rating) => context.rate(message, rating));
      bubble.after(actions.element);
    }
    actions.show(message.rating);
  };
  const explain = (): void => {
    const { problem } = message;
    const { copy } = context;
    const now = [problem, copy.limit_message, copy.paused_message];
    // A notice that counts down goes on.
    if (now.every((value, index) => value === shown[index])) return;
    shown = now;
    notice?.stop();
    notice?.element.remove();
    notice = undefined;
    if (!problem) return;
    notice = createNotice(problem, reply, strings, copy, () => context.retry(message));
    bubble.parentElement?.append(notice.element);
  };
  return {
    update() {
      const { state, status } = message;
      colour();
      remark.textContent = (reply && state === 'done' && remarks[status]) || '';
      offerActions();
      if (remark.textContent) bubble.after(remark);
      else remark.remove();
      explain();
    },
    speechOf(body, rich) {
      const spoken = rich ? rich.speechOf(body, wordsOf(strings)) : body.textContent;
      return `${spoken} ${remark.textContent}`.trim();
    },
    stop: () => notice?.stop(),
  };
}
