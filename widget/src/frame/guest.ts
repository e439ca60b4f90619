import { WIDGET_EVENTS, type WidgetEvent } from '../events';
import type { FrameEvent, GuestMessage, HostMessage } from './messages';

type ChatWidgetElement = HTMLElementTagNameMap['chat-widget'];

/**
 * Whether a page of this origin may embed the frame. `frame-ancestors` has already checked, but its
 * wildcards match any number of labels, and ours match exactly one.
 */
export function isAllowed(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) => {
    const [before, after] = pattern.split('*');
    // On the local server, an operator can allow every page.
    if (after === undefined || pattern === '*') return pattern === origin || pattern === '*';
    const label = origin.slice(before?.length, origin.length - after.length);
    return origin === before + label + after && /^[^./:]+$/.test(label);
  });
}

/** Runs in the frame's page: waits for the embedding page, then follows its calls and reports events. */
export function startGuest(tag: Record<string, string | undefined>, apiUrl: string): void {
  const allowed = tag.origins?.split(/\s+/).filter(Boolean);
  let element: ChatWidgetElement | null = null;
  addEventListener('message', ({ source, origin, data }: MessageEvent<HostMessage>) => {
    if (source !== parent || (allowed && !isAllowed(origin, allowed))) return;
    if (data.type === 'bubblechat:scheme') {
      document.documentElement.style.colorScheme = data.scheme;
    } else if (data.type === 'bubblechat:init' && !element) {
      element = create({ ...data.dataset, key: tag.key ?? '', apiUrl }, data.panel);
      report(element, origin);
    } else if (data.type === 'bubblechat:call') {
      element?.[data.name](data.value, data.engine);
    } else if (data.type === 'bubblechat:config' && element) {
      element.config = data.config;
    }
  });
  // WebKit lets a frame of another origin focus its input only once the visitor has used the frame, so the first key does it.
  document.addEventListener('keydown', ({ key }) => {
    if (document.activeElement !== document.body) return;
    if (key === 'Escape') element?.close();
    else if (key.length === 1) element?.open();
  });
  // The frame does not know its embedder yet, so this reveals only that it is listening.
  parent.postMessage({ type: 'bubblechat:hello' } satisfies GuestMessage, '*');
}

function create(dataset: Record<string, string>, panel: boolean): ChatWidgetElement {
  const element = document.createElement('chat-widget');
  Object.assign(element.dataset, dataset);
  if (panel) element.dataset.isolation = 'panel';
  document.body.append(element);
  return element;
}

/** Reports go only to the origin that the first message came from. */
function report(element: ChatWidgetElement, origin: string): void {
  const post = (message: GuestMessage): void => parent.postMessage(message, origin);
  for (const name of Object.keys(WIDGET_EVENTS) as WidgetEvent[]) {
    element.addEventListener(`bubblechat:${name}`, ({ detail }) =>
      post({ type: 'bubblechat:event', ...({ name, detail } as FrameEvent) }),
    );
  }
  post({ type: 'bubblechat:ready' });
}
