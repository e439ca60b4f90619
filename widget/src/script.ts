/** The entry point of the script tag: registers the element and adds one to the page. */
import { complain, NO_KEY } from './complaints';
import { defineChatWidget } from './define';
import { installGlobal } from './global';
import { siteOf } from './options';
import { origin } from './parts';
import { findTag } from './tag';

const running = document.currentScript as HTMLScriptElement | null;

function embed(): void {
  const { data, nonce, address } = findTag(running);
  const { key, isolation } = data;
  const written = document.querySelector('chat-widget');
  const site = address && new URL(address).origin;
  const apiUrl = siteOf(data.apiUrl || site || written?.dataset.apiUrl);
  const folders = [address && new URL('.', address).href, apiUrl && `${apiUrl}/`].filter(Boolean);
  // Beside a copy on the page's own host there may be no other files.
  if (site === location.origin) folders.reverse();
  Object.assign(origin, { bases: folders, nonce });
  if (isolation === 'guest') {
    // This is the frame's page, which the service serves.
    void import('./frame').then(({ startGuest }) => startGuest(data, site));
    return;
  }
  if (!key) {
    // The element may have the key instead.
    if (!written) {
      complain(NO_KEY);
    }
  } else if (!apiUrl) {
    complain('the service is unknown. Add data-api-url="https://…" to the script tag.');
  } else if (!document.querySelector(`chat-widget[data-key="${CSS.escape(key)}"]`)) {
    // Single-page frameworks may run the tag again.
    const element = document.createElement('chat-widget');
    Object.assign(element.dataset, { ...data, apiUrl });
    if (element.place) element.place();
    // The page has an older build, too, which has defined the element.
    else document.body.append(element);
  }
  installGlobal();
}

defineChatWidget();
// A tag that is not the running one may still be to come.
if (document.readyState !== 'loading' || (running?.dataset.key && document.body)) embed();
else document.addEventListener('DOMContentLoaded', embed, { once: true });
