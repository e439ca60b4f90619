/** Colours code. Loaded with the first block in a language that it knows. */
import { sheetOf } from '../styles/sheet';
import css from './code.css?inline';
import type { Family } from './families';
import { type Kind, read } from './read';

export type { Family } from './families';

/** Gives each token an element, without changing a character. */
export function colour(code: HTMLElement, family: Family): void {
  const { adoptedStyleSheets } = code.getRootNode() as ShadowRoot;
  const sheet = sheetOf(css);
  if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
  const pieces = read(code.textContent ?? '', family);
  code.replaceChildren(...pieces.map(([text, kind]) => (kind ? mark(text, kind) : text)));
}

function mark(text: string, kind: Kind): HTMLElement {
  const element = document.createElement('span');
  element.className = kind;
  element.textContent = text;
  return element;
}
