import type { ContentContext } from '../content';

/** Follows a page that turns dark or light while the chat is open: pages keep that in attributes of their outermost elements. */
export function followPage({ signal, paint }: Pick<ContentContext, 'signal' | 'paint'>): void {
  const page = new MutationObserver(paint);
  for (const element of [document.documentElement, document.body]) {
    page.observe(element, { attributes: true });
  }
  signal.addEventListener('abort', () => page.disconnect());
}
