import { h } from '../dom';
import type { Strings } from '../strings';

export interface EnginePicker {
  readonly element: HTMLElement;
  /** The name of the engine that is chosen. */
  readonly value: string;
}

/** Which engine answers, where the owner lets visitors choose. */
export function enginePicker(
  strings: Strings,
  engines: readonly { name: string }[],
  chosen: string | undefined,
): EnginePicker | null {
  if (engines.length < 2) return null;
  const select = h('select', { class: 'engine' });
  for (const { name } of engines) {
    select.append(h('option', { value: name, selected: name === chosen }, name));
  }
  const element = h('label', { class: 'engines', part: 'engines' }, strings.engine, select);
  return {
    element,
    get value() {
      return select.value;
    },
  };
}
