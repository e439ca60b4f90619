/** Markdown as models write it, and what becomes of it. */
type Case = [rule: string, source: string, html: string];

const cjk: Case[] = [
  ['colon inside bold', '**重要：**请先备份', '<strong>重要：</strong>请先备份'],
  ['quotes inside bold', '这是**“引号”**里的', '这是<strong>“引号”</strong>里的'],
  ['book titles inside bold', '内容，**《书名》**也', '内容，<strong>《书名》</strong>也'],
  ['Japanese brackets', 'これは**「重要」**です。', 'これは<strong>「重要」</strong>です。'],
  ['full-width exclamation mark', '**注意！**必ず', '<strong>注意！</strong>必ず'],
  ['full-width parentheses', 'は**ファイル（A）**から', 'は<strong>ファイル（A）</strong>から'],
  ['Hangul after a quote', '한국어 **“강조”**는', '한국어 <strong>“강조”</strong>는'],
  ['italics beside a bracket', 'これは*「本」*だ', 'これは<em>「本」</em>だ'],
  ['struck out text', '价格~~（10）~~是', '价格<del>（10）</del>是'],
  ['rare characters beside bold', '𠮷**（a）**𠮷', '𠮷<strong>（a）</strong>𠮷'],
];

const link = (href: string, label = href): string =>
  `<a href="${href}" target="_blank" rel="noopener noreferrer nofollow ugc">${label}</a>`;

const addresses: Case[] = [
  [
    'a full stop of Chinese ends an address',
    '请访问https://example.com/路径。谢谢',
    `请访问${link('https://example.com/%E8%B7%AF%E5%BE%84', 'https://example.com/路径')}。谢谢`,
  ],
  [
    'a full-width parenthesis ends an address',
    '（https://example.com/x）',
    `（${link('https://example.com/x')}）`,
  ],
  [
    'a letter without a space ends a host',
    '看https://example.com查看',
    `看${link('https://example.com/', 'https://example.com')}查看`,
  ],
  ['curly quotes end an address', '“https://a.example/x”', `“${link('https://a.example/x')}”`],
  [
    'parentheses inside an address',
    'see https://a.example/b_(c), ok',
    `see ${link('https://a.example/b_(c)')}, ok`,
  ],
  ['an address in parentheses', '(https://a.example/x).', `(${link('https://a.example/x')}).`],
  [
    'www without a scheme',
    'www.a.example/p?a=1&b=2.',
    `${link('http://www.a.example/p?a=1&amp;b=2', 'www.a.example/p?a=1&amp;b=2')}.`,
  ],
  [
    'a bare e-mail address',
    'Mail first_last@a.example.',
    'Mail <a href="mailto:first_last@a.example">first_last@a.example</a>.',
  ],
  [
    'a bracketed e-mail address',
    '<me@a.example>',
    '<a href="mailto:me@a.example">me@a.example</a>',
  ],
  ['no address', 'a @ b, me@home, @name', 'a @ b, me@home, @name'],
  ['a telephone link', '[call](tel:+491)', '<a href="tel:+491">call</a>'],
  ['a bracketed telephone number', '<tel:+491>', '<a href="tel:+491">tel:+491</a>'],
  [
    'a path starts from the page',
    '[prices](/prices)',
    '<a href="https://shop.example/prices">prices</a>',
  ],
  [
    'a relative address starts from the page',
    '[moss](moss)',
    '<a href="https://shop.example/plants/moss">moss</a>',
  ],
  [
    'an anchor stays on the page',
    '[top](#top)',
    '<a href="https://shop.example/plants/ferns?q=1#top">top</a>',
  ],
  [
    'the same site opens in the same tab',
    'https://shop.example/a',
    '<a href="https://shop.example/a">https://shop.example/a</a>',
  ],
  ['another site opens in another tab', '[x](//a.example/y)', link('https://a.example/y', 'x')],
  ['an unsafe address', '[x](javascript:alert(1))', '<span>x</span>'],
];

const spans: Case[] = [
  ['named entities', '&copy; &mdash; &euro; &hellip; &rarr;', '© — € … →'],
  ['what is no entity', '&nope; AT&T &copy', '&amp;nope; AT&amp;T &amp;copy'],
  ['line breaks', 'a<br>b<br/>c', 'a<br>b<br>c'],
  ['keys', '<kbd>Ctrl</kbd>+<kbd>C</kbd>', '<kbd>Ctrl</kbd>+<kbd>C</kbd>'],
  ['low and high letters', 'H<sub>2</sub>O x<sup>2</sup>', 'H<sub>2</sub>O x<sup>2</sup>'],
  ['other tags', '<details>x</details> <kbd>', '&lt;details&gt;x&lt;/details&gt; &lt;kbd&gt;'],
  ['a formula', 'so \\(a_1 * b\\) is', 'so <code dir="ltr">\\(a_1 * b\\)</code> is'],
  ['a formula in brackets', '\\[ x_i \\]', '<code dir="ltr">\\[ x_i \\]</code>'],
  ['a formula in dollars', '$$a*b*c$$ x', '<code dir="ltr">$$a*b*c$$</code> x'],
  ['prices', '$5 and $$ and \\(', '$5 and $$ and ('],
  ['products', '2*3*4', '2*3*4'],
  ['files', 'snake_case and a_b_c.py', 'snake_case and a_b_c.py'],
  ['citations', '[1], [2][3] and 【4:0†source】', '[1], [2][3] and 【4:0†source】'],
  ['footnotes', 'text[^1]', 'text<sup>1</sup>'],
];

const paragraph = ([rule, source, html]: Case): Case => [rule, source, `<p dir="auto">${html}</p>`];

const blocks: Case[] = [
  [
    'task boxes',
    '- [ ] open\n- [x] done\n- [y] no',
    '<ul dir="auto"><li><p><label><input type="checkbox" disabled=""> open</label></p></li>' +
      '<li><p><label><input type="checkbox" disabled="" checked=""> done</label></p></li>' +
      '<li><p>[y] no</p></li></ul>',
  ],
  [
    'the text of a footnote',
    '[^a]: It is *so*.',
    '<p dir="auto" class="note"><sup>a</sup> It is <em>so</em>.</p>',
  ],
  [
    'reference links, whose address comes later',
    '[text][r], [r] and [R][]\n\n[r]: https://a.example/ "title"\n\nend',
    `<p dir="auto">${link('https://a.example/', 'text')}, ${link('https://a.example/', 'r')} and ${link('https://a.example/', 'R')}</p><p dir="auto">end</p>`,
  ],
  [
    'unsafe reference links',
    '[x][r]\n\n[r]: javascript:alert(1)',
    '<p dir="auto"><span>x</span></p>',
  ],
  [
    'breaks, code and pipes in cells',
    'a | b\n--- | ---\nx<br>y | `p \\| q`',
    '<div class="table" tabindex="0"><table dir="auto"><thead><tr><th>a</th><th>b</th></tr></thead>' +
      '<tbody><tr><td>x<br>y</td><td><code dir="ltr">p | q</code></td></tr></tbody></table></div>',
  ],
  [
    'a formula of several lines',
    'so\n\\[\na_1 * b\n\\]\nend',
    '<p dir="auto">so</p><pre tabindex="0"><code>\\[\na_1 * b\n\\]\n</code></pre><p dir="auto">end</p>',
  ],
  [
    'a formula between dollars',
    '$$\nx^2\n$$',
    '<pre tabindex="0"><code>$$\nx^2\n$$\n</code></pre>',
  ],
  [
    'each block takes its direction from its text',
    '# a\n\nمرحبا\n\n- x\n\n> y',
    '<h3 dir="auto">a</h3><p dir="auto">مرحبا</p><ul dir="auto"><li><p>x</p></li></ul><blockquote dir="auto"><p>y</p></blockquote>',
  ],
];

export const CASES: Case[] = [...[...cjk, ...addresses, ...spans].map(paragraph), ...blocks];

/** The beginning of a text, and what is shown of it while more may come. */
export const BEGINNINGS: Case[] = [
  ['a link shows its label', 'See [pri', '<p dir="auto">See pri</p>'],
  ['half a link is inert', 'See [x](https://a.exam', '<p dir="auto">See x</p>'],
  ['half an address is inert', 'See https://a.exam', '<p dir="auto">See https://a.exam</p>'],
  ['half a reference is inert', '[text][r', '<p dir="auto">text</p>'],
  ['a reference without an address is inert', '[text][r] x', '<p dir="auto">text x</p>'],
  ['half an image', '![a fern](https://img.exam', '<p dir="auto">a fern</p>'],
  ['citations keep their brackets', 'x [1', '<p dir="auto">x [1</p>'],
  ['bold', 'a **b', '<p dir="auto">a <strong>b</strong></p>'],
  ['bold before its text', 'a **', '<p dir="auto">a </p>'],
  ['bold before its end', '**b*', '<p dir="auto"><strong>b</strong></p>'],
  ['code', 'a `b', '<p dir="auto">a <code dir="ltr">b</code></p>'],
  ['entities', 'a &cop', '<p dir="auto">a </p>'],
  ['tags', 'a <br', '<p dir="auto">a </p>'],
  ['headings', '##', ''],
  ['a line below text', 'Text\n--', '<p dir="auto">Text</p>'],
  ['a line of equals signs below text', 'Text\n=', '<p dir="auto">Text</p>'],
  ['markers', '-', ''],
  ['bold at the beginning', '**', ''],
  ['numbers', '12', ''],
  ['fences', '```js', ''],
  ['the end of a fence', '```js\na\n``', '<pre tabindex="0"><code>a\n</code></pre>'],
  ['the head of a table', '| A | B |\n|--', ''],
  ['the head of a table without pipes at its ends', 'A | B\n--', '<p dir="auto">A</p>'],
  ['task boxes', '- [', '<ul dir="auto"><li></li></ul>'],
  ['definitions', '[^1]', ''],
  ['formulas', 'a \\(x', '<p dir="auto">a <code dir="ltr">\\(x</code></p>'],
  ['formulas of several lines', '$$', ''],
];
