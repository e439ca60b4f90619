import type { RenderOptions } from '../options';

/**
 * Links may use http, https, mailto and tel. The browser's own parser decides, because it is what
 * will read the address, tabs, control characters, odd cases and all.
 */
export function safeUrl(address: string, page?: string): URL | null {
  try {
    const url = new URL(address, page);
    return /^(?:https?|mailto|tel):$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/**
 * If the address is unsafe, only its text remains. A page of the same site opens in the same tab,
 * where the thread goes along.
 */
export function anchor(url: URL | null, { around: { page, framed } }: RenderOptions): HTMLElement {
  if (!url) return document.createElement('span');
  const link = document.createElement('a');
  link.href = url.href;
  if (url.origin === safeUrl(page)?.origin) {
    if (framed) link.target = '_top';
  } else if (url.host) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow ugc';
  }
  return link;
}
