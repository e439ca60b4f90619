/** What code of one kind consists of. Every pattern matches in time linear in what it matches, and none can fail late. */
export interface Grammar {
  /** Sources of regular expressions without groups. Those that have an end may also lack it. */
  readonly comment: string;
  readonly string: string;
  readonly number: string;
  readonly word: string;
  /** What comes after a name: a function's, a field's or an attribute's. */
  readonly afterName: RegExp;
  readonly keywords: ReadonlySet<string>;
}

export type Family =
  | 'curly'
  | 'indented'
  | 'shell'
  | 'query'
  | 'data'
  | 'style'
  | 'markup'
  | 'changes';

const NONE = '(?!)';
/** Of the text: `$` is that of a line. */
const END = '(?![^])';
const SLASHES = '\\/\\/.*';
const STARS = `\\/\\*[^]*?(?:\\*\\/|${END})`;
const HASH = '#.*';

/** A string up to its end, or to that of the line. */
const quoted = (mark: string, others = '\\n'): string =>
  `${mark}[^${mark}\\\\${others}]*(?:\\\\[^][^${mark}\\\\${others}]*)*${mark}?`;
const LINES = [quoted('"'), quoted("'")].join('|');
const TEMPLATE = quoted('`', '');
const BLOCKS = `"""[^]*?(?:"""|${END})|'''[^]*?(?:'''|${END})`;
/** Of one character: an apostrophe also begins a lifetime in Rust. */
const CHARACTER = "'(?:[^'\\\\\\n]|\\\\.[^'\\n]{0,8})'";

const NUMBER = '0[xXbBoO][\\da-fA-F_]+|\\d[\\d_]*(?:\\.\\d[\\d_]*)?(?:[eE][+-]?\\d+)?[a-zA-Z%]*';
const WORD = '[\\p{L}_$@][\\p{L}\\d_$]*';
/** With a dash, or an apostrophe that begins no string. */
const LOOSE_WORD = "[\\p{L}_$@-][\\p{L}\\d_.-]*(?:'\\p{L}+)?";

const CALL = /\(/y;
const FIELD = /[ \t]{0,9}[:=]/y;

const words = (...lists: string[]): Set<string> => new Set(lists.join(' ').split(' '));

const FLOW =
  'and as assert async await break case catch class const continue def default defer delete do else enum except export extends final finally for foreach from function global goto if import in interface is lambda let match module namespace new not of or package pass private protected public raise return static super switch then throw throws trait try type typeof use using val var void when where while with yield';

const CURLY =
  'abstract any bool boolean byte chan char crate declare double dyn extern float fn fun func go guard impl implements init instanceof int internal keyof long loop mod move mut never number object override pub readonly ref sealed select self short signed sizeof string struct template this union unsafe unsigned virtual volatile echo elseif record satisfies';

const INDENTED =
  'del elif elsif end begin ensure fn ifelse library local module nonlocal print puts require rescue self unless until my sub defmodule foreach using function struct mutable loop';

const SHELL =
  'if then else elif fi for in do done while until case esac function return export local echo exit set unset source alias cd sudo FROM RUN CMD COPY ADD ENV ARG WORKDIR EXPOSE ENTRYPOINT USER VOLUME LABEL AS param foreach server location listen';

const QUERY =
  'select from where and or not in is as on join left right inner outer full cross group by order having limit offset insert into values update set delete create table index view drop alter add column primary key foreign references unique default check constraint with recursive union all distinct case when then else end exists between like returning begin commit rollback int integer text varchar timestamp boolean local function return if elseif for while do repeat until module import let data type class instance of deriving over partition using asc desc count sum avg min max coalesce';

const curly: Grammar = {
  comment: `${SLASHES}|${STARS}`,
  string: `${quoted('"')}|${TEMPLATE}|${CHARACTER}|'(?!\\p{L}+[ ,>&:;)])${quoted("'").slice(1)}`,
  number: NUMBER,
  word: `#?${WORD}`,
  afterName: CALL,
  keywords: words(FLOW, CURLY, '#include #define #if #ifdef #ifndef #endif #else #pragma'),
};

export const GRAMMARS: Record<Family, Grammar> = {
  curly,
  indented: {
    ...curly,
    comment: HASH,
    string: `${BLOCKS}|${LINES}|${TEMPLATE}`,
    word: WORD,
    keywords: words(FLOW, INDENTED),
  },
  shell: {
    comment: `#(?!\\w).*`,
    string: LINES,
    number: '\\d+\\b',
    word: LOOSE_WORD,
    afterName: /(?!)/y,
    keywords: words(SHELL),
  },
  query: { ...curly, comment: `--.*|${STARS}`, string: LINES, word: WORD, keywords: words(QUERY) },
  data: {
    comment: `${HASH}|${SLASHES}|^;.*`,
    string: `${BLOCKS}|${LINES}`,
    number: `-?(?:${NUMBER})`,
    word: LOOSE_WORD,
    afterName: FIELD,
    keywords: words('type input enum query mutation fragment on interface resource variable'),
  },
  style: {
    comment: `${STARS}|^\\s*${SLASHES}`,
    string: LINES,
    number: '#[\\da-fA-F]{3,8}\\b|-?\\d*\\.?\\d+[a-z%]*',
    word: '[@.#-]?[\\p{L}_-][\\p{L}\\d_-]*',
    afterName: /[ \t]{0,9}:/y,
    keywords: words('@media @import @supports @layer @keyframes @font-face @use @include @mixin'),
  },
  markup: {
    comment: `<!--[^]*?(?:-->|${END})`,
    string: '=\\s{0,9}(?:"[^"]*"?|\'[^\']*\'?)',
    number: '&#?\\w{1,10};',
    word: '<[/!?]?[\\p{L}][\\p{L}\\d:._-]*|[\\p{L}@:#_][\\p{L}\\d@:._-]*',
    afterName: /=/y,
    keywords: new Set(),
  },
  changes: {
    comment: '^(?:@@|diff |index ).*',
    string: '^\\+.*',
    number: '^-.*',
    word: NONE,
    afterName: CALL,
    keywords: new Set(),
  },
};
