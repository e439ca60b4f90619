import { h } from '../dom';
import type { Strings } from '../strings';

/** Which engine answers, where the owner lets visitors choose. */
export function enginePicker(
  strings: Strings,
  engines: readonly { name: string }[],
  chosen: string | undefined,
): HTMLSelectElement | null {
  if (engines.length < 2) return null;
  const picker = h('select', { class: 'engines', part: 'engines', 'aria-label': strings.engine });
  for (const { name } of engines) {
    picker.append(h('option', { value: name, selected: name === chosen }, name));
  }
  return picker;
}
