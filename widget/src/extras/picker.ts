import type { ContentContext } from '../content';
import { h } from '../dom';
import { wordsOf } from './words';

export interface Picker {
  readonly element: HTMLElement;
  /** The visitor's choice, if there is one to make. */
  readonly engine: string | undefined;
  /** The visitor's choice stays if it is still offered. */
  offer(engines: readonly { name: string }[]): void;
}

/** The choice of engines. */
export function createPicker(context: ContentContext): Picker {
  const element = h('label', 'engines', { hidden: true });
  const chosen = (): string | undefined => element.querySelector('select')?.value;
  return {
    element,
    get engine() {
      return chosen();
    },
    offer(engines) {
      if (engines.length < 2 && element.hidden) return;
      const wanted = chosen() ?? context.dataset.engine;
      const select = h('select', 'engine');
      for (const { name } of engines) {
        select.append(h('option', '', { value: name, selected: name === wanted }, name));
      }
      element.replaceChildren(wordsOf(context.strings).engine, select);
      element.hidden = engines.length < 2;
    },
  };
}
