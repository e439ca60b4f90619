import { h } from '../dom';

/** Hands the visitor a text file. */
export function saveAs(text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  h('a', { href, download: 'chat.txt' }).click();
  URL.revokeObjectURL(href);
}
