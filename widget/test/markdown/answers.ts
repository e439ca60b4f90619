/** Answers as models write them. */
export const ANSWERS: Record<string, string> = {
  steps: `Three steps:

1. Hold \`SET\` for two seconds.
2. Pick a programme:

| Plant | Every |
| --- | ---: |
| Fern | 2 days |
| Cactus | 14 days |

Or send it over the air:

\`\`\`sh
timer set --days 2 \\
  --at 07:30
\`\`\`

The light turns green when it is done.`,
  nested: `Here is what you need:

- **Soil**: loose and *well drained*
  - peat-free
  - a handful of sand
- **Light**: east window

  Never full sun in July.
- **Water**: every 2 days

1. First
   - sub one
   - sub two
2. Second
3. Third`,
  loose: '1. One\n\n2. Two\n\n   More of two.\n\n3. Three',
  numbersWithCode: `1. Install it:

   \`\`\`bash
   npm i bubblechat
   \`\`\`

2. Import it:

   \`\`\`js
   import 'bubblechat';
   \`\`\`

3. Done.`,
  headings: '# Plants\n\n## Ferns ##\nText under.\n\n### Why?\n\nSetext\n------\n\nTop\n===\nend',
  quote: '> Take care.\n> Really.\n\n> one\nlazy\n\n> - a\n> - b\n>\n> after',
  links: `See [our guide](https://shop.example/guide "The guide"), <https://a.example/x>,
https://b.example/path?q=1&r=2. Also (https://c.example/a_(b)) and www.d.example!
Write to [us](mailto:hi@shop.example).`,
  emphasis: `*a* **b** ***c*** _d_ __e__ snake_case_name a*b*c **bold *in* it** *it **in** it*
~~gone~~ a~b~c **not bold ** and * not * either. **“quoted”**foo 你好**世界**吗`,
  code: 'Use `` a`b `` or ` x ` or `unclosed and `done` here, ``two` one.',
  citations: 'As shown [1][2], see [3] and [note]. Arrays: a[0] = [1, 2].',
  breaks: 'one  \ntwo\\\nthree\nfour',
  escapes: '\\*not\\* \\# 1\\. a &amp; b &lt;i&gt; &#65; &copy &unknown; \\q',
  rules: 'above\n\n---\n\nbelow\n\n***\n* * *\nend',
  bullets: '* a\n* b\n\n- c\n+ d\n\n10. ten\n11. eleven',
  tableAfterText: 'Prices:\n| a | b |\n|:--|:-:|\n| 1 | `x` |\n| 2 |\n| 3 | 4 | 5 |\n\nend',
  html: 'a <b>bold</b> <script>x</script> 1 < 2 & 3 > 2',
  fences: '~~~\ntilde\n~~~\n\n````md\n```\ninner\n```\n````\n\n```\nopen to the end\n\nstill',
  images: 'Look: ![a fern](https://img.example/fern.png) done',
  emptyItems: '- a\n-\n- c\n\ntext',
  longParagraphs: 'A first one.\nIt goes on.\n\nA second one - with a dash\n+ no list? 3) no',
  windows: 'one\r\n\r\n- a\r\n- b\r\n\r\ntwo',
  german: 'Öffnungszeiten: **Mo–Fr** 9–17 Uhr („außer feiertags“), siehe _Kontakt_.',
  linkInBold: '**[bold link](https://a.example)** and *[x](https://b.example) y*',
  mixed: 'Steps\n1. a\n2. b\nthen text\n\n- x\n\n\n- y\n# H\ntext\n> q\n```\nc\n```\nend',
};
