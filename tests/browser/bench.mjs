// Prints what the widget costs a page: script time, blocking time and time to a visible launcher, at a
// quarter of this machine's speed on a slow connection; and the Markdown scanner's time per byte.
import { fileURLToPath } from 'node:url';
import { KEY, Service } from './fixtures/service.mjs';
import { embed, plainPage, Site } from './fixtures/site.mjs';
import { launch } from './harness.mjs';

const ROUNDS = 5;
const CPU_SLOWDOWN = 4;
/** 1.6 Mbit/s in bytes, 150 ms. */
const LINE = {
  offline: false,
  downloadThroughput: 200_000,
  uploadThroughput: 93_750,
  latency: 150,
};

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Records long tasks, and when the launcher was painted. */
function observe() {
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries())).observe({
    type: 'longtask',
    buffered: true,
  });
  // Logged, because any way to ask from outside would run scripts that count.
  const show = () =>
    requestAnimationFrame(() => {
      window.visibleAt = performance.now();
      console.log('shown');
    });
  document.addEventListener('bubblechat:ready', show);
  document.addEventListener('DOMContentLoaded', () => document.querySelector('script') || show());
}

async function load(browser, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  await devtools.send('Network.enable');
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await devtools.send('Network.emulateNetworkConditions', LINE);
  await page.addInitScript(observe);
  await Promise.all([page.waitForEvent('console'), page.goto(address)]);
  const { metrics } = await devtools.send('Performance.getMetrics');
  const script = metrics.find(({ name }) => name === 'ScriptDuration').value * 1000;
  const seen = await page.evaluate(() => ({
    visible: window.visibleAt ?? 0,
    blocking: window.longTasks.reduce((sum, { duration }) => sum + duration - 50, 0),
  }));
  await context.close();
  return { script, ...seen };
}

/** The median of several loads. The same page without the widget is the baseline. */
async function startup(browser, service, site) {
  const bare = site.page(plainPage(''));
  const embedded = site.page(plainPage(embed(service.origin, KEY)));
  const runs = { bare: [], embedded: [] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.bare.push(await load(browser, bare));
    runs.embedded.push(await load(browser, embedded));
  }
  for (const name of ['script', 'blocking', 'visible']) {
    const [without, value] = [runs.bare, runs.embedded].map((set) =>
      median(set.map((run) => run[name])),
    );
    console.log(
      `${name}: ${value.toFixed(0)} ms, of which the page alone ${without.toFixed(0)} ms`,
    );
  }
}

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
async function scanner(browser) {
  const page = await browser.newPage();
  const { build } = await import(
    new URL('../../widget/node_modules/esbuild/lib/main.js', import.meta.url)
  );
  const entry = fileURLToPath(new URL('../../widget/src/markdown/index.ts', import.meta.url));
  const built = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
  const source = built.outputFiles[0].text;
  for (const unit of ADVERSARIES) {
    const times = await page.evaluate(
      async ([source, unit]) => {
        const blob = new Blob([source], { type: 'text/javascript' });
        const { MarkdownView } = await import(URL.createObjectURL(blob));
        return [1e3, 3e4, 1e6].map((size) => {
          const text = unit.repeat(Math.ceil(size / unit.length));
          const target = document.createElement('div');
          const view = new MarkdownView(target, { allows: () => false, code: (pre) => pre });
          const start = performance.now();
          view.render(text);
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

const [browser, service, site] = await Promise.all([launch(), Service.start(), Site.start()]);
try {
  await startup(browser, service, site);
  await scanner(browser);
} finally {
  await Promise.all([browser.close(), service.stop(), site.stop()]);
}
