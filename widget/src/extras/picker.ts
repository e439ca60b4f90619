import { h } from '../dom';
import type { Strings } from '../strings';
import { wordsOf } from './words';

/** Fills `place` with the choice of engines. The visitor's choice stays if it is still offered. */
export function offerEngines(
  place: HTMLElement,
  strings: Strings,
  engines: readonly { name: string }[],
  wanted: string | undefined,
): void {
  const chosen = place.querySelector('select')?.value ?? wanted;
  const select = h('select', 'engine');
  for (const { name } of engines) {
    select.append(h('option', '', { value: name, selected: name === chosen }, name));
  }
  place.replaceChildren(wordsOf(strings).engine, select);
  place.hidden = engines.length < 2;
}
