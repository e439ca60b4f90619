// What the widget costs a page before anybody uses it, and how long it takes to open, on a slow connection.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { KEY } from '../fixtures/service.mjs';
import { embed, plainPage } from '../fixtures/site.mjs';
import { WIDGET_DIST } from '../paths.mjs';
import { CPU_SLOWDOWN, judged, median, ROUNDS, slownessOf } from './measure.mjs';

/** 1.6 Mbit/s in bytes, 150 ms. */
const LINE = {
  offline: false,
  downloadThroughput: 200_000,
  uploadThroughput: 93_750,
  latency: 150,
};

/** Records long tasks, when the launcher was painted, and how long the panel takes from the click to its paint. */
function observe() {
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries())).observe({
    type: 'longtask',
    buffered: true,
  });
  // Logged, because any way to ask from outside would run scripts that count.
  const painted = (record) =>
    requestAnimationFrame(() => {
      // A task after the frame runs when the frame has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        record(performance.now());
        console.log('shown');
      };
      port2.postMessage(null);
    });
  const show = () =>
    painted((now) => {
      window.visibleAt = now;
    });
  document.addEventListener('bubblechat:ready', show);
  document.addEventListener('DOMContentLoaded', () => document.querySelector('script') || show());
  addEventListener('pointerdown', ({ timeStamp }) => {
    document.addEventListener('bubblechat:open', () =>
      painted((now) => {
        window.openedAfter = now - timeStamp;
      }),
    );
  });
}

/** A page with the widget, at the speed that everything here is measured at. */
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
  return { context, page, devtools };
}

/** What of tasks is over 50 ms, on a machine that is so many times as fast. */
const blockingOf = (tasks, factor = 1) =>
  tasks.reduce((sum, duration) => sum + Math.max(0, duration / factor - 50), 0);

async function start(browser, address) {
  const { context, page, devtools } = await load(browser, address);
  const { metrics } = await devtools.send('Performance.getMetrics');
  const script = metrics.find(({ name }) => name === 'ScriptDuration').value * 1000;
  const seen = await page.evaluate(() => ({
    visible: window.visibleAt ?? 0,
    tasks: window.longTasks.map(({ duration }) => duration),
  }));
  await context.close();
  return { script, ...seen, blocking: blockingOf(seen.tasks) };
}

/** From the click to the painted panel. Pointing at the launcher fetches what opening needs; a touch has no time for that. */
async function open(browser, address, pointsFirst) {
  const { context, page } = await load(browser, address);
  const launcher = page.locator('chat-widget .launcher');
  if (pointsFirst) {
    const fetched = page.waitForEvent('requestfinished', (request) =>
      request.url().includes('/extras-'),
    );
    await Promise.all([fetched, launcher.hover()]);
  }
  await Promise.all([page.waitForEvent('console'), launcher.click()]);
  const opened = await page.evaluate(() => window.openedAfter);
  await context.close();
  return opened;
}

/** What others' widgets take, in ms, measured in the same way in November 2026; sizes with gzip -9. */
const PEERS = [
  ['@n8n/chat 1.37', '596 KiB', 687, 646, 3657],
  ['flowise-embed 3.1', '279 KiB', 345, 307, 2011],
  ['@botpress/webchat 4.5', '243 KiB', 683, 594, 2087],
  ['typebot 0.10', '193 KiB', 269, 232, 1484],
  ['deep-chat 2.4', '109 KiB', 84, 14, 995],
];

/** How much slower this machine is than the one of the targets. */
export async function calibrate(browser, _service, site) {
  const address = site.page(plainPage(''));
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push((await start(browser, address)).script);
  const slowness = slownessOf(median(times));
  console.log(
    `The page alone takes ${median(times).toFixed(0)} ms of script. Scaled: divided by ${slowness.toFixed(1)}, as if it took 4.5 ms.`,
  );
  return slowness;
}

/** The medians of several loads. The same page without the widget is the baseline. */
export async function startup(browser, service, site) {
  const pages = { alone: plainPage(''), embedded: plainPage(embed(service.origin, KEY)) };
  const address = Object.fromEntries(
    Object.entries(pages).map(([name, html]) => [name, site.page(html)]),
  );
  const runs = { alone: [], embedded: [], pointed: [], touched: [] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.alone.push(await start(browser, address.alone));
    runs.embedded.push(await start(browser, address.embedded));
    runs.pointed.push(await open(browser, address.embedded, true));
    runs.touched.push(await open(browser, address.embedded, false));
  }
  const of = (name, measure) => median(runs[name].map((run) => run[measure])).toFixed(0);
  const measures = ['script', 'blocking', 'visible'];
  const line = (name, size, ...times) =>
    console.log(
      name.padEnd(26),
      size.padStart(9),
      ...times.map((time, index) => `${measures[index]} ${String(time).padStart(4)} ms`),
    );
  const size = gzipSync(readFileSync(new URL('widget.js', WIDGET_DIST)), { level: 9 }).length;
  line('the page alone', '', ...measures.map((measure) => of('alone', measure)));
  const own = measures.map((measure) => of('embedded', measure));
  line('with the widget', `${(size / 1024).toFixed(1)} KiB`, ...own);
  for (const [name, weight, ...times] of PEERS) line(name, weight, ...times);
  const times = (name) => median(runs[name]);
  const typical = (measure) => median(runs.embedded.map((run) => run[measure]));
  // The machine may have become busier since, so what ran in turns with the rest counts.
  const slowness = slownessOf(median(runs.alone.map(({ script }) => script)));
  const blocking = median(runs.embedded.map(({ tasks }) => blockingOf(tasks, slowness)));
  console.log(
    `scaled: divided by ${slowness.toFixed(1)}, because the page alone took 4.5 ms there`,
  );
  console.log(`script: ${judged(typical('script'), slowness, 25)}`);
  console.log(
    `blocking: ${typical('blocking').toFixed(0)} ms, scaled ${blocking.toFixed(0)} ms (target 0)`,
  );
  console.log(`first opening after pointing at it: ${judged(times('pointed'), slowness, 100)}`);
  console.log(`first opening without, with the network: ${times('touched').toFixed(0)} ms`);
}
