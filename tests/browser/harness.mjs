// What every browser test needs: one Chromium, fresh contexts, and a widget to talk to.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { CHROMIUM, insistOn } from './requirements.mjs';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long a test waits before it fails, in ms. Ample, because several files run at once and a busy machine is no fault. */
const PATIENCE = 30_000;

let browser;

export function launch() {
  insistOn('chromium');
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

export function useBrowser() {
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
}

/** A page in its own context, which records the browser's complaints. */
export async function newPage(test, options = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(PATIENCE);
  test.after(() => context.close());
  return watch(await context.newPage());
}

/** Collects console errors and uncaught exceptions, which include CSP and Trusted Types violations. */
export function watch(page) {
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') page.complaints.push(message.text());
  });
  return page;
}

/** The complaints, except for the service's refusals, which the page shows itself. */
export const violations = (page) =>
  page.complaints.filter((text) => !text.startsWith('Failed to load resource'));

/** The parts of the widget by role and name, as visitors find them. */
export function widget(page) {
  const host = page.locator('chat-widget');
  const dialog = host.getByRole('dialog');
  return {
    host,
    dialog,
    launcher: host.locator('.launcher'),
    input: dialog.getByRole('textbox'),
    send: dialog.getByRole('button', { name: 'Send' }),
    replies: dialog.locator('.message.assistant'),
    questions: dialog.locator('.message.user'),
    body: (index) => dialog.locator('.message.assistant .body').nth(index),
  };
}

export async function openChat(page) {
  const chat = widget(page);
  await chat.launcher.click();
  await chat.dialog.waitFor();
  return chat;
}

export async function ask(chat, text) {
  await chat.input.fill(text);
  await chat.input.press('Enter');
}

/** Waits until the last reply has ended, and returns its text. */
export async function lastReply(chat, count) {
  const reply = chat.replies.nth(count - 1);
  await reply.and(chat.dialog.locator('.done')).waitFor();
  const body = reply.locator('.body');
  // Links and tables are source text until their chunk has come, some for good.
  await body
    .filter({ hasNotText: /\]\(|\|/ })
    .waitFor({ timeout: 3000 })
    .catch(() => {});
  return (await body.innerText()).trim();
}

/** Waits until `locator` exists and contains this text. */
export async function expectText(locator, text) {
  await locator.filter({ hasText: text }).first().waitFor();
}

/** Asks again at each of the page's frames until the answer is yes. Returns whether it came in time. */
export async function until(page, isSo) {
  const end = performance.now() + PATIENCE;
  while (!(await isSo())) {
    if (performance.now() > end) return false;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  return true;
}

/** Waits until a computed style of the element has this value, or fails with the value that it has instead. */
export async function expectStyle(locator, name, value) {
  const read = () =>
    locator.evaluate((node, property) => getComputedStyle(node).getPropertyValue(property), name);
  await until(locator.page(), async () => (await read()) === value);
  assert.equal(await read(), value);
}

/** Waits for the widget's extras, which load beside the chat. They put the size of the visible area here. */
export const expectExtras = (frame) =>
  frame.locator('.panel[style*="--tall"]').waitFor({ state: 'attached' });

/** Waits for finite animations to end, because something half transparent has no contrast yet and spoils a picture. */
export const atRest = (page) =>
  page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished),
    ),
  );

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Each frame has its own axe, and the page's asks those of other origins too.
const AXE = `${axe.source}; globalThis.axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] })`;

async function bringAxe(frame) {
  const isThere = await frame.evaluate(() => 'axe' in globalThis);
  if (!isThere) await frame.evaluate(AXE);
}

/** Fails if axe finds anything in the page or the given part. `name` says what was checked. */
export async function expectAccessible(
  page,
  part = 'html',
  { frames = true, exclude = [], name = part } = {},
) {
  await Promise.all((frames ? page.frames() : [page.mainFrame()]).map(bringAxe));
  const { violations } = await page.evaluate(
    ([context, options]) => globalThis.axe.run(context, options),
    [
      { include: [part], exclude },
      { runOnly: RULES, resultTypes: ['violations'], iframes: frames },
    ],
  );
  const found = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('; ')}`,
  );
  assert.deepEqual(found, [], name);
}
