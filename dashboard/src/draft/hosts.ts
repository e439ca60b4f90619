/** The last label is no number: browsers would take that for an IP address. */
const HOST =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$|0x[\da-f]*$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether it is a host in the form that the service compares. */
export const isHost = (text: string): boolean => HOST.test(text);

/** Whether it can be the host of an origin: a name without a dot too, and with underscores, which browsers and DNS know. */
export function isHostOfAddress(text: string): boolean {
  const plain = text.replaceAll('_', 'a');
  return isHost(plain) || isHost(`${plain}.example`);
}

/** A pasted address becomes its host, and a name in Unicode the form that the service keeps. */
export function toHost(text: string): string {
  const trimmed = text.trim().toLowerCase();
  if (/^[\w.-]*$/.test(trimmed)) return trimmed;
  const address = /^https?:\/\//.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  const isHost = url && (address === trimmed || url.href === `https://${url.hostname}/`);
  return isHost ? url.hostname : trimmed;
}
