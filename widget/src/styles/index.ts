import frame from './frame.css?inline';
import panel from './panel.css?inline';
import thread from './thread.css?inline';

let shared: CSSStyleSheet | null = null;

/** One sheet for all widgets of a page; made late, so that importing the module touches no DOM. */
export function sharedSheet(): CSSStyleSheet {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(frame + panel + thread);
  }
  return shared;
}
