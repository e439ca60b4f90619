import { h } from '../dom';
import type { Problem } from '../problem';
import type { Copy } from '../protocol';
import type { Strings } from '../strings';
import { wordsOf } from './words';

/** The longest wait that is counted down, in seconds. A cap's may last for weeks. */
const COUNTED = 3600;

/** The codes of replies that ended too soon, with or without a word. */
const CUT = new Set(['provider_cut', 'interrupted']);

export interface Notice {
  readonly element: HTMLElement;
  stop(): void;
}

/**
 * Says what went wrong with a message, beside it, and offers a way out. The countdown is outside the
 * alert, so that screen readers announce the wait once and not every second.
 */
export function createNotice(
  { kind, code, wait: asked, retryable }: Problem,
  isReply: boolean,
  strings: Strings,
  { limit_message, paused_message }: Copy,
  retry: () => void,
): Notice {
  const words = wordsOf(strings);
  const isClosed = asked > COUNTED;
  const wait = isClosed ? 0 : asked;
  const limit = kind === 'limit';
  const isPaused = code === 'paused';
  // A reply has problems of its own only once it has begun.
  const isCut = (isReply && kind !== 'refused') || CUT.has(code);
  const why = isCut ? 'cut' : kind;
  const own = isPaused ? paused_message : limit && limit_message;
  const text = own || words[isPaused ? 'paused' : why];
  const inSeconds = (left: number): string => words.wait.replace('{n}', String(left));
  const announced = wait > 0 && h('span', 'hidden-text', {}, ` ${inSeconds(wait)}`);
  const element = h(
    'div',
    limit ? 'notice limit' : 'notice',
    {},
    limit && !isClosed && h('strong', '', {}, words.limit_title),
    h('span', '', { role: 'alert' }, text, announced),
  );
  const clock = h('span', '', { role: 'timer' });
  const end = Date.now() + wait * 1000;
  let timer = 0;
  const stop = (): void => clearInterval(timer);
  const tick = (): void => {
    const left = Math.ceil((end - Date.now()) / 1000);
    clock.textContent = inSeconds(left);
    if (left > 0) return;
    stop();
    clock.remove();
    if (retryable && !isClosed) {
      element.append(h('button', 'retry', { type: 'button', onclick: retry }, words.retry));
    }
  };
  element.append(clock);
  if (wait) timer = setInterval(tick, 1000);
  tick();
  return { element, stop };
}
