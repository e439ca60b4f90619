// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import attacks from './attacks.json';
import { render } from './oracle';

const ELEMENTS = new Set(
  'P BR EM STRONG DEL CODE PRE A SPAN IMG UL OL LI BLOCKQUOTE HR TABLE THEAD TBODY TR TH TD DIV H3 H4 H5 H6 SUP SUB KBD LABEL INPUT'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'href target rel dir src alt loading referrerpolicy class start tabindex'.split(' '),
);

function check(root: HTMLElement): void {
  for (const node of root.querySelectorAll('*')) {
    expect(ELEMENTS).toContain(node.tagName);
    for (const { name } of node.attributes) expect(ATTRIBUTES).toContain(name);
  }
  for (const link of root.querySelectorAll('a')) {
    expect(link.protocol).toMatch(/^(https?|mailto|tel):$/);
  }
  for (const image of root.querySelectorAll('img')) {
    expect(new URL(image.src).host).toBe('img.example');
  }
}

describe('attack strings', () => {
  it('are at least 200', () => {
    expect(new Set(attacks).size).toBeGreaterThanOrEqual(200);
  });

  it.each([1, 3, 8, 1000])('leave nothing that runs, in chunks of %i', (size) => {
    for (const attack of attacks)
      check(render(attack.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []));
  });
});

/** Repeated to fill the wanted size. Each made some scanner quadratic. */
const ADVERSARIES = [
  ...['`', '``a', '*', '*a', '**a *b ', '_a_', '~', '[', '![', '[a](', '[a](b', '](', '<', '&'],
  ...['[a](<b', '[a](b "c', '(', '\\', '> ', '- ', '1. ', '- a\n', '|', '|-', 'a|b\n', '# '],
  ...[
    '#',
    'a ',
    '  ',
    '\n',
    ' \n',
    '***a',
    '*a_b',
    'https://',
    'www.',
    'https://a.b(',
    '"',
    '```\n',
  ],
  ...['`a``b', '*a **b ', '-', '- - ', '> > a\n', 'a\n', 'a*"', '&#', '![a](b)', '[[a](b)'],
];

/** Measures work, not time: DOM calls, and the characters they handle, must grow linearly with the size. */
function work(text: string): number {
  let calls = 0;
  const create = document.createTextNode.bind(document);
  document.createTextNode = (data: string) => {
    calls += 1 + data.length;
    return create(data);
  };
  try {
    render([text]);
  } finally {
    document.createTextNode = create;
  }
  return calls;
}

describe('adversarial input', () => {
  it.each(ADVERSARIES)('%j stays in proportion', (unit) => {
    const small = work(unit.repeat(Math.ceil(400 / unit.length)));
    const large = work(unit.repeat(Math.ceil(4_000 / unit.length)));
    expect(large).toBeLessThan(Math.max(small, 400) * 15);
  });
});
