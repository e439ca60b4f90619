/**
 * Where a link may lead: http, https and mailto. The browser's own parser decides, since it is what
 * will read the address, with all its tabs, controls and odd cases.
 */
export function safeUrl(address: string): URL | null {
  try {
    const url = new URL(address);
    return /^(?:https?|mailto):$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
