import { type Family, GRAMMARS, type Grammar } from './families';

/** The classes of coloured text. */
export type Kind = 'comment' | 'string' | 'number' | 'keyword' | 'name';

const CONSTANTS = new Set(
  'true false null nil none undefined True False None NULL TRUE FALSE yes no on off NaN'.split(' '),
);

const scanners = new Map<Family, RegExp>();

function scannerOf(family: Family): RegExp {
  let scanner = scanners.get(family);
  if (!scanner) {
    const { comment, string, number, word } = GRAMMARS[family];
    scanner = new RegExp(`(${comment})|(${string})|(${number})|(${word})`, 'gmu');
    scanners.set(family, scanner);
  }
  return scanner;
}

/** The text in pieces, with what each of them is. */
export function read(text: string, family: Family): [string, Kind | undefined][] {
  const pieces: [string, Kind | undefined][] = [];
  const grammar = GRAMMARS[family];
  let plainFrom = 0;
  for (const match of text.matchAll(scannerOf(family))) {
    const kind = kindOf(match, text, grammar);
    if (!kind) continue;
    const [token] = match;
    if (match.index > plainFrom) pieces.push([text.slice(plainFrom, match.index), undefined]);
    pieces.push([token, kind]);
    plainFrom = match.index + token.length;
  }
  if (plainFrom < text.length) pieces.push([text.slice(plainFrom), undefined]);
  return pieces;
}

function kindOf(match: RegExpExecArray, text: string, grammar: Grammar): Kind | undefined {
  const [token, comment, string, number] = match;
  const end = match.index + token.length;
  const isName = followed(text, end, grammar.afterName);
  if (comment) return 'comment';
  if (string) return isName && grammar === GRAMMARS.data ? 'name' : 'string';
  if (number) return 'number';
  if (CONSTANTS.has(token)) return 'number';
  const isMember = text[match.index - 1] === '.';
  const isKeyword = grammar.keywords.has(token) || isQuery(token, grammar);
  if (isKeyword && !isMember) return 'keyword';
  return isName || token[0] === '<' ? 'name' : undefined;
}

/** Only queries are written in capitals as well. */
const isQuery = (token: string, grammar: Grammar): boolean =>
  grammar === GRAMMARS.query && grammar.keywords.has(token.toLowerCase());

function followed(text: string, at: number, by: RegExp): boolean {
  by.lastIndex = at;
  return by.test(text);
}
