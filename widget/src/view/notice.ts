import { h } from '../dom';
import type { Problem } from '../problem';
import type { Strings } from '../strings';

/**
 * What went wrong with one message and the way out, shown beside it. The wait counts down outside
 * the alert, so that a screen reader hears it once.
 */
export class Notice {
  readonly element: HTMLElement;
  #timer = 0;

  constructor(problem: Problem, strings: Strings, limitMessage: string, retry: () => void) {
    const limit = problem.kind === 'limit';
    const text = problem.kind === 'limit' ? limitMessage || strings.limit : strings[problem.kind];
    this.element = h(
      'div',
      { class: limit ? 'notice limit' : 'notice', part: 'error' },
      limit && h('strong', {}, strings.limit_title),
      h('span', { role: 'alert' }, text),
    );
    const button = h('button', { type: 'button', class: 'retry', part: 'retry' }, strings.retry);
    button.addEventListener('click', retry);
    if (problem.wait > 0) this.#countDown(problem, strings, button);
    else if (problem.retryable) this.element.append(button);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #countDown({ wait, retryable }: Problem, strings: Strings, button: HTMLElement): void {
    const clock = h('span', { role: 'timer' });
    const end = Date.now() + wait * 1000;
    const show = (): void => {
      const left = Math.ceil((end - Date.now()) / 1000);
      clock.textContent = strings.wait.replace('{n}', String(Math.max(1, left)));
      if (left > 0) return;
      this.stop();
      clock.replaceWith(retryable ? button : '');
    };
    this.element.append(clock);
    this.#timer = setInterval(show, 1000);
    show();
  }
}
