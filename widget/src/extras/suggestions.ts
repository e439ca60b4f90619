import { h } from '../dom';

/** Shows suggested questions below the greeting. The first message removes them. */
export function suggest(
  panel: HTMLElement,
  label: string,
  questions: readonly string[],
  ask: (question: string) => void,
): void {
  const place = panel.querySelector('.chips');
  const chips = questions.map((question) =>
    h('button', 'chip', { type: 'button', dir: 'auto', onclick: () => ask(question) }, question),
  );
  place?.setAttribute('role', 'group');
  place?.setAttribute('aria-label', label);
  place?.replaceChildren(...chips);
}
