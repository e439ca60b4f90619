import { h } from '../dom';

/** How long a toast is shown, in ms. */
const TOAST = 4000;

/** Shows a short message for a while, and announces it to screen readers. */
export function toast(panel: HTMLElement, text: string, signal: AbortSignal): void {
  const element = h('div', 'toast', { role: 'status' });
  panel.append(element);
  // Screen readers announce a status when it changes, not when it is added.
  element.textContent = text;
  const timer = setTimeout(() => element.remove(), TOAST);
  signal.addEventListener('abort', () => clearTimeout(timer));
}
