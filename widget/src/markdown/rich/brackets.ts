import { createEmphasis } from '../emphasis';
import type { Bracket, Document, Scan } from '../options';
import { REACH } from '../runs';
import { anchor, safeUrl } from './anchor';
import { reference } from './definitions';

/** So many can be open at once, so that hostile input stays linear. */
const MAX_OPEN = 24;
/** What follows a link's text: an address, which may hold one pair of parentheses, and a title. */
const DESTINATION =
  /\(\s*(?:<((?:\\.|[^<>\n\\])*)>|((?:\\.|\([^\s()]*\)|[^\s()\\])*))(?:\s+(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))?\s*\)/sy;
/** The beginning of that, or of a label, at the end of an incomplete text. */
const HALF =
  /^(?:\(\s*(?=\S|$)(?:<(?:\\(?:.|$)|[^<>\n\\])*>?|(?:\\(?:.|$)|[^\s()\\]|\([^\s()]*\)?)*)(?:\s+["'][\s\S]*|\s*)|\[[^[\]\n]*)?$/;

export const inLink = ({ brackets }: Scan): boolean =>
  brackets.some(({ active, image }) => active && !image);

export function openBracket(scan: Scan, source: string): void {
  const { brackets, runs, at } = scan;
  const node = scan.write(source);
  scan.at += source.length;
  brackets.push({ node, from: at, image: source.length > 1, runs: runs.length, active: true });
  if (brackets.length > MAX_OPEN) brackets.shift();
}

export function closeBracket(scan: Scan): void {
  const { text, brackets } = scan;
  const bracket = brackets.pop();
  const end = scan.at++;
  if (!bracket?.active || end - bracket.from > REACH) {
    scan.write(']');
    return;
  }
  const { node, from } = bracket;
  const isNear = scan.open && text.length - end < REACH;
  if (isNear && HALF.test(text.slice(end + 1))) {
    if (isLabel(text, from)) node.data = '';
    else scan.write(text.slice(end));
    scan.at = text.length;
    return;
  }
  const own = text.slice(from + node.length, end);
  const address = destination(scan) ?? reference(scan, own);
  if (address === undefined) scan.write(']');
  else if (address === null) node.data = '';
  else complete(scan, bracket, address);
}

/** The address in parentheses that begins here. */
function destination(scan: Scan): string | undefined {
  DESTINATION.lastIndex = scan.at;
  const found = DESTINATION.exec(scan.text);
  if (!found) return undefined;
  scan.at = DESTINATION.lastIndex;
  return (found[1] ?? found[2] ?? '').replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

function complete({ runs, brackets, document }: Scan, bracket: Bracket, address: string): void {
  const inside = createEmphasis();
  for (const run of runs.splice(bracket.runs)) inside.take(run);
  link(bracket, address, document);
  if (bracket.image) return;
  // A link cannot contain a link.
  for (const outer of brackets) if (!outer.image) outer.active = false;
}

/** Wraps what follows the bracket in a link, or makes it an image if its host is allowed. */
function link({ node, image }: Bracket, address: string, { options }: Document): void {
  const url = safeUrl(address, options.around.page);
  const content = document.createDocumentFragment();
  while (node.nextSibling) content.append(node.nextSibling);
  if (image && url && options.around.behaviour.image_hosts.includes(url.host)) {
    node.replaceWith(picture(url, content.textContent ?? ''));
    return;
  }
  const element = anchor(url, options);
  element.append(image && !content.textContent ? address : content);
  // Where it may not lead, its reader can still see.
  if (url && element.localName === 'span' && element.textContent !== address)
    element.append(` (${url.href})`);
  node.replaceWith(element);
}

function picture({ href }: URL, alt: string): HTMLElement {
  const image = document.createElement('img');
  image.loading = 'lazy';
  image.referrerPolicy = 'no-referrer';
  image.alt = alt;
  image.src = href;
  return image;
}

/** Whether a bracket looks like the beginning of a link, unlike `[1]` and `list[0]`. */
const isLabel = (text: string, at: number): boolean =>
  !/\w/.test(text[at - 1] ?? '') && !/[\d\]]/.test(text[at + 1] ?? '');

/** Of half a link, only the label is shown. */
export function end({ text, brackets }: Scan): void {
  for (const { node, active, from } of brackets) {
    if (active && isLabel(text, from)) node.data = '';
  }
}
