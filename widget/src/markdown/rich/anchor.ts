import type { RenderOptions, Surroundings } from '../options';

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

/** Whether replies may link there. What an address adds to that of one e-mail could carry words away. */
function mayLink({ protocol, hostname, pathname, search }: URL, around: Surroundings): boolean {
  const hosts = around.behaviour.link_hosts;
  const isMail = protocol === 'mailto:';
  const host = isMail ? /^[^@,;%]+@([^@,;%]+)$/.exec(pathname + search)?.[1] : hostname;
  if (!hosts || protocol === 'tel:') return true;
  return !!host && (hosts.includes(host) || host === safeUrl(around.page)?.hostname);
}

/**
 * If the address is unsafe or the tenant does not allow it, only its text remains. A page of the same site opens in the same tab,
 * where the thread goes along.
 */
export function anchor(url: URL | null, { around }: RenderOptions): HTMLElement {
  const { page, framed } = around;
  if (!url || !mayLink(url, around)) return document.createElement('span');
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
