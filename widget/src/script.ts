/** The script tag's entry: registers the element and puts one on the page. */
import { defineChatWidget } from './define';

const script = document.currentScript as HTMLScriptElement | null;

function embed({ dataset, src }: HTMLScriptElement): void {
  const { key } = dataset;
  if (!key || document.querySelector(`chat-widget[data-key="${CSS.escape(key)}"]`)) return;
  const element = document.createElement('chat-widget');
  Object.assign(element.dataset, { apiUrl: new URL(src).origin }, dataset);
  document.body.append(element);
}

defineChatWidget();
if (script) {
  if (document.body) embed(script);
  else document.addEventListener('DOMContentLoaded', () => embed(script), { once: true });
}
