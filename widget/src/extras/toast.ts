import { h } from '../dom';

/** How long a short message stands, in ms. */
const TOAST = 4000;

/** Says something in sight, and to screen readers, for a while. */
export function toast(panel: HTMLElement, text: string, signal: AbortSignal): void {
  const element = h('div', 'toast', { role: 'status' });
  panel.append(element);
  // A status is announced when it changes, not when it comes.
  element.textContent = text;
  const timer = setTimeout(() => element.remove(), TOAST);
  signal.addEventListener('abort', () => clearTimeout(timer));
}
