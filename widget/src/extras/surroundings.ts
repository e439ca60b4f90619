import type { ContentContext } from '../content';
import { orNothing } from '../lazy';

/** Follows a page that turns dark or light while the chat is open: pages keep that in attributes of their outermost elements. */
export function followPage(context: Pick<ContentContext, 'dataset' | 'signal' | 'paint'>): void {
  void advise(context.dataset);
  const page = new MutationObserver(() => context.paint());
  for (const element of [document.documentElement, document.body]) {
    page.observe(element, { attributes: true });
  }
  context.signal.addEventListener('abort', () => page.disconnect());
}

/** Tells the page's author what to write otherwise. */
async function advise(dataset: DOMStringMap): Promise<void> {
  const part = await orNothing(import('./advice'));
  const advice = part?.adviceOn(dataset);
  if (advice) console.warn(`BubbleChat: ${advice}`);
}
