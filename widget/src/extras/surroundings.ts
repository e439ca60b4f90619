import type { ContentContext } from '../content';
import { adviceOn } from './advice';

/** Follows a page that turns dark or light while the chat is open: pages keep that in attributes of their outermost elements. */
export function followPage(context: Pick<ContentContext, 'dataset' | 'signal' | 'paint'>): void {
  const advice = adviceOn(context.dataset);
  if (advice) console.warn(`BubbleChat: ${advice}`);
  const page = new MutationObserver(() => context.paint());
  for (const element of [document.documentElement, document.body]) {
    page.observe(element, { attributes: true });
  }
  context.signal.addEventListener('abort', () => page.disconnect());
}
