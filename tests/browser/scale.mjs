// Measures the dashboard's requests and response times with lots of data: node scale.mjs DATA, a folder filled by
// `cargo run -p bubblechat-tests --example seed -- DATA 10000 100000`. Prints times and asserts none.
import assert from 'node:assert/strict';
import { DESKTOP, openTenant, startSession } from './dashboard.mjs';
import { launch } from './harness.mjs';
import { startLocalServer } from './local-server.mjs';

const [store] = process.argv.slice(2);
if (!store) {
  console.error('Say which data folder: node scale.mjs DATA');
  process.exit(2);
}

/** The maximum size of one response. */
const PAGE = 100;

/** Records every response of the admin API, and every task that blocked the page. */
async function observe(page) {
  const answers = [];
  const pending = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith('/v1/admin/') || response.request().method() !== 'GET') return;
    const read = response
      .json()
      .then(({ items }) => answers.push({ pathname, items: items?.length }));
    pending.push(read.catch(() => {}));
  });
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(Math.round(duration));
    }).observe({ type: 'longtask', buffered: true });
  });
  return async () => {
    await Promise.all(pending.splice(0));
    const tasks = await page.evaluate(() => globalThis.longTasks.splice(0));
    return { answers: answers.splice(0), tasks };
  };
}

async function measure(name, page, taken, action) {
  const start = performance.now();
  await action();
  const ms = Math.round(performance.now() - start);
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  const { answers, tasks } = await taken();
  const sizes = answers.map(({ items }) => items).filter((items) => items !== undefined);
  for (const size of sizes) assert.ok(size <= PAGE, `${name}: an answer holds ${size} items`);
  const row = { action: name, requests: answers.length, items: sizes.join(' + '), ms };
  rows.push({ ...row, 'long tasks, ms': tasks.join(' + ') });
}

const rows = [];
const server = await startLocalServer({ store, demo: false, password: 'scale of the dashboard' });
const browser = await launch();
try {
  const page = await browser.newPage({ ...DESKTOP, reducedMotion: 'reduce' });
  const taken = await observe(page);
  await startSession(page, server);
  const tenants = page.getByRole('region', { name: 'Tenants' });
  const rowsOf = (region) => region.getByRole('listitem');
  const more = tenants.getByRole('button', { name: 'Show more' });
  await measure('open the dashboard', page, taken, async () => {
    await page.goto(server.console);
    await more.waitFor();
  });
  for (const count of [2, 3, 4, 5]) {
    await measure(`tenants, page ${count}`, page, taken, async () => {
      const before = await rowsOf(tenants).count();
      await more.click();
      await rowsOf(tenants).nth(before).waitFor({ state: 'attached' });
    });
  }
  await measure('scroll the tenants', page, taken, async () => {
    await tenants.getByRole('listitem').last().scrollIntoViewIfNeeded();
    await tenants.getByRole('listitem').first().scrollIntoViewIfNeeded();
  });
  await measure('search tenants', page, taken, async () => {
    const found = page.waitForResponse(/\/tenants\?.*q=busy/);
    await page.getByRole('searchbox', { name: 'Search tenants' }).pressSequentially('busy');
    await found;
    await tenants.locator('a[href^="/tenants/busy/"]').waitFor();
  });
  await measure('open the busy tenant', page, taken, () => openTenant(page, server, 'busy'));
  const editor = page.getByRole('region', { name: 'Editor' });
  const older = editor.getByRole('button', { name: 'Show more' });
  await measure('open its conversations', page, taken, async () => {
    await page.getByRole('navigation', { name: 'Settings' }).getByText('Conversations').click();
    await older.waitFor();
  });
  const answered = () => page.waitForResponse(/\/conversations\?/);
  for (const count of [2, 3, 4, 5]) {
    await measure(`conversations, page ${count}`, page, taken, async () => {
      await Promise.all([answered(), older.click()]);
      await older.and(page.locator(':not([aria-busy])')).waitFor();
    });
  }
  await measure('scroll the conversations', page, taken, async () => {
    await older.scrollIntoViewIfNeeded();
    await editor.getByRole('heading').first().scrollIntoViewIfNeeded();
  });
  await measure('search the conversations', page, taken, async () => {
    await Promise.all([answered(), editor.getByRole('searchbox').fill('vase')]);
    await editor.getByRole('link', { name: /vase/ }).first().waitFor();
  });
  await measure('read one of them', page, taken, async () => {
    await editor.getByRole('link', { name: /vase/ }).first().click();
    await page.waitForURL(/\/conversations\/./);
    await editor.getByText(/vase/).first().waitFor();
  });
} finally {
  await browser.close();
  await server.stop();
  console.table(rows);
}
