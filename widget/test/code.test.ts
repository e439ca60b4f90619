import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Family, GRAMMARS } from '../src/code/families';
import { read } from '../src/code/read';

const FAMILIES = Object.keys(GRAMMARS) as Family[];

/** The coloured pieces, as `kind:text`. */
const marks = (family: Family, text: string): string[] =>
  read(text, family).flatMap(([piece, kind]) => (kind ? [`${kind}:${piece}`] : []));

describe('code', () => {
  const parts = fc.constantFrom(
    ...['"', "'", '`', '\\', '\n', '/*', '*/', '//', '#', '--', '<!--', '-->', '<a', '=', '"""'],
    ...['0x1f', '12.5e3', 'const', 'über', '.map(', ' ', ';', '+', '-', '@@', '😀', '&amp;'],
  );

  it('keeps every character, whatever it is', () => {
    const texts = fc.array(fc.oneof(parts, fc.string()), { maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom(...FAMILIES), texts, (family, pieces) => {
        const text = pieces.join('');
        expect(
          read(text, family)
            .map(([piece]) => piece)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  // A pattern that looked for an end and failed would look again from each of its characters.
  it.each<[Family, string]>([
    ['curly', '"'],
    ['curly', '`'],
    ['curly', '/*'],
    ['indented', '"""'],
    ['indented', "'''"],
    ['indented', "'"],
    ['shell', '"'],
    ['query', '/*'],
    ['data', "'"],
    ['style', '/*'],
    ['markup', '<!--'],
    ['markup', '="'],
  ])('of the family %s takes what %s begins, also if it has no end', (family, opening) => {
    const text = `${opening} \\d /* <a # -- 1 `.repeat(2).slice(0, -1);
    expect(read(opening + text.replaceAll(opening, '').replaceAll('*/', ''), family)).toHaveLength(
      1,
    );
  });

  it.each<[Family, string, string[]]>([
    [
      'curly',
      'const one = say("a // b", 0x1F); // done',
      ['keyword:const', 'name:say', 'string:"a // b"', 'number:0x1F', 'comment:// done'],
    ],
    ['curly', 'list.delete(null)', ['name:delete', 'number:null']],
    ['curly', 'const tag = `a\n"b"`;', ['keyword:const', 'string:`a\n"b"`']],
    ['curly', "fn first<'a>(s: &'a str) {}", ['keyword:fn']],
    ['curly', "let s = 'it\\'s';", ['keyword:let', "string:'it\\'s'"]],
    ['curly', '/* a\nb */ x', ['comment:/* a\nb */']],
    ['curly', '#include <a.h>', ['keyword:#include']],
    ['indented', 'x = """a\n# b"""  # c', ['string:"""a\n# b"""', 'comment:# c']],
    ['indented', "if f'x':\n  pass", ['keyword:if', "string:'x'", 'keyword:pass']],
    ['shell', "echo $HOME # don't", ['keyword:echo', "comment:# don't"]],
    ['shell', 'git commit -m "a b"', ['string:"a b"']],
    [
      'query',
      "SELECT a FROM b WHERE c = 'd' -- e",
      ['keyword:SELECT', 'keyword:FROM', 'keyword:WHERE', "string:'d'", 'comment:-- e'],
    ],
    [
      'data',
      '{"a": "b", "c": -1.5, "d": true}',
      ['name:"a"', 'string:"b"', 'name:"c"', 'number:-1.5', 'name:"d"', 'number:true'],
    ],
    ['data', "name: it's here # why", ['name:name', 'comment:# why']],
    ['style', 'a { color: #0f766e; } /* b */', ['name:color', 'number:#0f766e', 'comment:/* b */']],
    [
      'markup',
      '<a href="b">it\'s &amp;</a>',
      ['name:<a', 'name:href', 'string:="b"', 'number:&amp;', 'name:</a'],
    ],
    [
      'changes',
      '@@ -1 +1 @@\n-old\n+new\n same',
      ['comment:@@ -1 +1 @@', 'number:-old', 'string:+new'],
    ],
  ])('of the family %s shows what its parts are: %s', (family, text, expected) => {
    expect(marks(family, text)).toEqual(expected);
  });
});
