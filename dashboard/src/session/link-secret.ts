/** Where the links lead with which operators choose a password. */
const PATH = '/set-password';

let secret = '';

/**
 * Takes a link's secret out of the address, where the history, a screenshot or the next person at the computer would find it. Only memory
 * keeps it. Without one in the address, returns the last one taken; empty if there was none.
 */
export function takeLinkSecret(): string {
  const { pathname, search, hash } = location;
  if (pathname === PATH && hash) {
    history.replaceState(history.state, '', pathname + search);
    secret = hash.slice(1);
  }
  return secret;
}

/** Once it is spent. */
export function forgetLinkSecret(): void {
  secret = '';
}
