// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMarkdown } from '../../src/markdown';
import { options } from './oracle';

/** Each repeats what one kind of block is made of. */
const KINDS: Record<string, (index: number) => string> = {
  prose: (index) => `Some **words** of a [link](https://a.example/${index}) and more.\n\n`,
  'one paragraph of many lines': (index) => `Some words of line ${index} and more\n`,
  'one line': (index) => `Some words, **bold** ${index}, and more. `,
  'one line without spaces': () => '春眠不觉晓，处处闻啼鸟。',
  'one list': (index) => `- Item **${index}** of a list\n`,
  'one loose list': (index) => `${index + 1}. Item of a list\n\n`,
  'nested lists': (index) => `${'  '.repeat(index % 4)}- Item ${index} of a list\n`,
  'one table': (index) => `${index ? '' : '| a | b |\n|---|---|\n'}| cell ${index} | more |\n`,
  'one code block': (index) => `${index ? '' : '```js\n'}const x${index} = ${index};\n`,
  'one quote': (index) => `> Some words of line ${index}\n>\n`,
  'one formula after another': (index) => `so \\(x_${index}\\) is $$y^2$$ and\n`,
};

afterEach(() => vi.restoreAllMocks());

/** The characters that are written and the nodes that are removed while a text streams in, four characters at a time. */
function work(kind: (index: number) => string, count: number): number {
  const text = Array.from({ length: count }, (_, index) => kind(index)).join('');
  let done = 0;
  const create = document.createTextNode.bind(document);
  vi.spyOn(document, 'createTextNode').mockImplementation((data) => {
    done += 1 + data.length;
    return create(data);
  });
  const remove = Text.prototype.remove;
  vi.spyOn(Text.prototype, 'remove').mockImplementation(function (this: Text) {
    done += 1;
    remove.call(this);
  });
  const view = createMarkdown(document.createElement('div'), options);
  for (let end = 4; end < text.length; end += 4) view.render(text.slice(0, end), false);
  view.render(text, true);
  vi.restoreAllMocks();
  return done;
}

describe('while an answer streams in', () => {
  it.each(Object.entries(KINDS))('%s: work grows with its length', (_name, kind) => {
    const small = work(kind, 20);
    const large = work(kind, 80);
    expect(large).toBeLessThan(small * 6);
  });

  it('blocks, items and rows stay as they are once others follow', () => {
    const target = document.createElement('div');
    const view = createMarkdown(target, options);
    const text = 'One\n\n- a\n- b\n  - c\n\n| h |\n|---|\n| r |\n| s |\n\nend';
    const seen = new Map<Node, string>();
    for (let end = 1; end <= text.length; end++) {
      view.render(text.slice(0, end), end === text.length);
      for (const [node, html] of seen) expect((node as Element).outerHTML).toBe(html);
      for (const node of target.querySelectorAll('p, li, tr')) {
        if (node.nextElementSibling) seen.set(node, node.outerHTML);
      }
    }
    expect(seen.size).toBeGreaterThan(3);
    for (const node of seen.keys()) expect(target.contains(node)).toBe(true);
  });
});
