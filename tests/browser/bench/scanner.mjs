// The time that the Markdown scanner takes per byte. It must not grow with the text.
import { fileURLToPath } from 'node:url';

/** Input that has made Markdown renderers quadratic. */
const ADVERSARIES = [
  '`',
  '*a ',
  '**a *b ',
  '[a](',
  '[[a](b)',
  '> ',
  '- a\n',
  'a|b\n',
  '<',
  '![',
  '***a',
];

/** The scanner alone. The build contains it but does not export it. */
export async function scanner(browser) {
  const page = await browser.newPage();
  const { build } = await import(
    new URL('../../../widget/node_modules/esbuild/lib/main.js', import.meta.url)
  );
  const entry = fileURLToPath(new URL('../../../widget/src/markdown/index.ts', import.meta.url));
  const built = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
  const source = built.outputFiles[0].text;
  for (const unit of ADVERSARIES) {
    const times = await page.evaluate(
      async ([source, unit]) => {
        const blob = new Blob([source], { type: 'text/javascript' });
        const { createMarkdown } = await import(URL.createObjectURL(blob));
        return [1e3, 3e4, 1e6].map((size) => {
          const text = unit.repeat(Math.ceil(size / unit.length));
          const target = document.createElement('div');
          const behaviour = { image_hosts: [] };
          const around = {
            page: location.href,
            framed: false,
            behaviour,
            rich: null,
            awaitsRich: false,
          };
          const options = { around, code: (pre) => pre, enrich: () => {} };
          const view = createMarkdown(target, options);
          const start = performance.now();
          view.render(text, true);
          return Math.round(((performance.now() - start) / text.length) * 1e6);
        });
      },
      [source, unit],
    );
    console.log(
      `${JSON.stringify(unit).padEnd(12)} ${times.join(', ')} ns/byte at 1 KB, 30 KB, 1 MB`,
    );
  }
}
