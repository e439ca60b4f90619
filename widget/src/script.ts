/** The entry point of the script tag: registers the element and adds one to the page. */
import { defineChatWidget } from './define';
import { installGlobal } from './global';

const script = document.currentScript as HTMLScriptElement | null;

function embed(tag: HTMLScriptElement): void {
  const { dataset, src } = tag;
  const { key, container, isolation } = dataset;
  if (isolation === 'guest') {
    // This is the frame's page, which the service serves.
    void import('./frame/guest').then(({ startGuest }) => startGuest(tag, new URL(src).origin));
    return;
  }
  // Single-page frameworks may run the tag again.
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
