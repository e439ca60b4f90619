import type { Scan } from '../options';
import { angle, BARE, bare, beginning, isGrowing, put, rest } from './addresses';
import { closeBracket, inLink, openBracket } from './brackets';
import { noteMark } from './definitions';
import { ENTITIES } from './entities';

/** The end of a span, or of a text in which it may still come. */
const until = (end: string): string => `(?:${end}|$)`;
const pair = (tag: string): string => `<${tag}>[^<>\\n]{1,200}${until(`</${tag}>`)}`;
const HOST = '(?:[a-z\\d][\\w-]{0,62}\\.){1,8}[a-z]{2,24}';

/**
 * LaTeX · tags that models use · named entity · e-mail address with and without brackets · footnote.
 * Each has a longest length, so that time is linear.
 */
export const TOKENS = [
  `\\\\\\([\\s\\S]{1,500}?${until('\\\\\\)')}`,
  `\\\\\\[[\\s\\S]{1,500}?${until('\\\\\\]')}`,
  `\\$\\$[^$]{1,500}${until('\\$\\$')}`,
  '<br ?/?>',
  ...['kbd', 'sub', 'sup'].map(pair),
  '&(?:#\\d{1,7}|#x[\\da-f]{1,6}|[a-z][a-z\\d]{1,30});',
  '<(?:https?://|mailto:|tel:)[^\\s<>]*>',
  `(?:https?://(?=[\\p{L}\\p{N}])|www\\.(?=\\w+\\.\\w))${BARE}`,
  `<[\\w.+-]{1,64}@${HOST}>`,
  `[\\w.+-]{1,64}@${HOST}(?![\\w@-])`,
  '\\[\\^[^\\]\\s]{1,50}\\](?!\\()',
  '!?\\[',
  '\\]',
].join('|');

/** Marks at the end of an incomplete text: what they mean is still open. */
export const LOOSE_END = /(?:[*_~`$]+|\\|!?\[\^?|&#?\w{0,8}|<[\w/:.@-]*)$/;

const MATH = /^(?:\\\([\s\S]*\\\)|\\\[[\s\S]*\\\]|\$\$[\s\S]*\$\$)$/;

export function span(scan: Scan, source: string): void {
  if (/^(?:https?:|www\.)/i.test(source)) bare(scan, source);
  else if (/^!?\[$/.test(source)) openBracket(scan, source);
  else if (source === ']') closeBracket(scan);
  else if (/^\w/.test(source) && isGrowing(scan, source)) rest(scan);
  else {
    const node = nodeOf(scan, source);
    if (node) put(scan, node, source.length);
    // The backslash of a formula that does not end escapes the bracket.
    else if (source[0] === '\\') put(scan, document.createTextNode(source[1] as string), 2);
    else beginning(scan, source);
  }
}

function nodeOf(scan: Scan, source: string): Node | null {
  const growing = isGrowing(scan, source);
  const first = source[0];
  if (first === '&') return entity(source.slice(1, -1));
  if (first === '[') return noteMark(source.slice(2, -1));
  if (first === '\\' || first === '$') return math(source, growing);
  const [, tag, content = ''] = /^<(br|kbd|sub|sup)\b ?\/?>([^<]*)/i.exec(source) ?? [];
  if (tag) return element(tag, content, source, growing);
  return inLink(scan) ? null : angle(source.replace(/^<|>$/g, ''), scan.document.options);
}

function element(tag: string, content: string, source: string, growing: boolean): Node | null {
  if (!growing && !source.endsWith('>')) return null;
  const node = document.createElement(tag);
  node.textContent = content;
  return node;
}

function entity(name: string): Node | null {
  const [, hex, digits] = /^#(x?)(.*)/i.exec(name) ?? [];
  const code = digits ? Number.parseInt(digits, hex ? 16 : 10) : ENTITIES.get(name);
  return code && code <= 0x10ffff ? document.createTextNode(String.fromCodePoint(code)) : null;
}

/** LaTeX stays as it was written. */
function math(source: string, growing: boolean): Node | null {
  if (!growing && !MATH.test(source)) return null;
  const code = document.createElement('code');
  code.dir = 'ltr';
  code.textContent = source;
  return code;
}
