/** The script tag's entry: registers the element and puts one on the page. */
import { defineChatWidget } from './define';
import { installGlobal } from './global';

const script = document.currentScript as HTMLScriptElement | null;

function embed(tag: HTMLScriptElement): void {
  const { dataset, src } = tag;
  const { key, container, isolation } = dataset;
  if (isolation === 'guest') {
    // The page of the frame, which the service serves.
    void import('./frame/guest').then(({ startGuest }) => startGuest(tag, new URL(src).origin));
    return;
  }
  // Frameworks that change pages without loading them run the tag again.
  if (key && !document.querySelector(`chat-widget[data-key="${CSS.escape(key)}"]`)) {
    const element = document.createElement('chat-widget');
    Object.assign(element.dataset, { apiUrl: new URL(src).origin }, dataset);
    const parent = container ? document.querySelector(container) : null;
    (parent ?? document.body).append(element);
  }
  installGlobal();
}

defineChatWidget();
if (script) {
  if (document.body) embed(script);
  else document.addEventListener('DOMContentLoaded', () => embed(script), { once: true });
}
