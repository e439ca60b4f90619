import type { RenderOptions, Scan } from '../options';
import { anchor, safeUrl } from './anchor';
import { inLink } from './brackets';
import { UNSPACED } from './scripts';

/** What ends an address in running text: spaces, `<`, and the punctuation of scripts without spaces. */
export const BARE =
  '[^\\s<\\u2014-\\u2027\\u3000-\\u301f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65]+';

/** An address without brackets, as far as it goes. */
export function bare(scan: Scan, source: string): void {
  const isWww = /^w/i.test(source);
  const free = isWww ? /[\s*_~([\]]|\P{ASCII}/u : /[^a-z]/i;
  const last = scan.text[scan.at - 1] ?? ' ';
  if (inLink(scan) || !free.test(last)) beginning(scan, source);
  // Until its end has come, it would lead elsewhere.
  else if (isGrowing(scan, source)) rest(scan);
  else {
    const address = withoutTrail(hostless(source) ?? source);
    const url = safeUrl(isWww ? `http://${address}` : address);
    put(scan, linkTo(url, address, scan.document.options), address.length);
  }
}

/** Whether the source of a span may go on: one character more shows that. */
export const isGrowing = ({ open, text, at }: Scan, source: string): boolean =>
  open && at + source.length > text.length - 2;

export function put(scan: Scan, node: Node, length: number): void {
  scan.out.append(node);
  scan.at += length;
}

/** Takes as text the letters that the source begins with, or its first character. */
export function beginning(scan: Scan, source: string): void {
  const [text = ''] = /^(?:[a-z\d]+|[\s\S])/i.exec(source) ?? [];
  scan.write(text);
  scan.at += text.length;
}

/** Takes all that follows as text. */
export function rest(scan: Scan): void {
  scan.write(scan.text.slice(scan.at));
  scan.at = scan.text.length;
}

/** An address in angle brackets, or of e-mail. */
export function angle(address: string, options: RenderOptions): Node {
  const hasScheme = /^(?:https?:|mailto:|tel:)/i.test(address);
  return linkTo(safeUrl(hasScheme ? address : `mailto:${address}`), address, options);
}

function linkTo(url: URL | null, label: string, options: RenderOptions): Node {
  const link = anchor(url, options);
  link.append(label);
  return link;
}

/** If a letter of a script without spaces follows a host in Latin letters, the address up to there. */
function hostless(address: string): string | undefined {
  const host = /^(?:https?:\/\/)?[^/]*/i.exec(address)?.[0] ?? '';
  const ends = [...host.matchAll(/[a-z\d](?=\P{ASCII})/giu)];
  const end = ends.find(({ index }) => UNSPACED.test(host[index + 1] ?? ''));
  return end && address.slice(0, end.index + 1);
}

/** Punctuation that ends the sentence is not part of the address. */
function withoutTrail(address: string): string {
  let open = address.split('(').length - address.split(')').length;
  let end = address.length;
  for (; /[?!.,:*_~'")]/.test(address[end - 1] ?? ''); end--) {
    if (address[end - 1] === ')' && open++ >= 0) break;
  }
  return address.slice(0, end);
}
