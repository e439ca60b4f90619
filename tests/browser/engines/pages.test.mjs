// The pages of fixtures/pages in every engine: one working widget that stays, or one line that says what to do.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { PAGES, servePages } from '../fixtures/pages.mjs';
import { Service } from '../fixtures/service.mjs';
import { Site } from '../fixtures/site.mjs';
import { outside } from './geometry.mjs';
import { engines } from './index.mjs';
import { Visitor } from './visitor.mjs';

const [service, site] = await Promise.all([Service.start(), Site.start()]);
const address = servePages(service.origin, site);
const browsers = new Map();
for (const { name, launch } of engines) browsers.set(name, await launch());
after(() => Promise.all([...browsers.values()].map((browser) => browser.close())));
after(() => Promise.all([service, site].map((each) => each.stop())));
beforeEach(() => {
  service.requests = [];
});

const said = (visitor) =>
  visitor.evaluate(`window.said.filter((text) => text.startsWith('BubbleChat'))`);

/** Follows the page's link, and waits for the heading behind it. */
async function follow(visitor, heading) {
  await visitor.evaluate(`void setTimeout(() => document.querySelector('a').click())`);
  await visitor.until(
    '*',
    (_all, text) => document.querySelector('h1')?.textContent === text,
    heading,
  );
}

async function works(visitor) {
  await visitor.see('.launcher');
  assert.deepEqual(await visitor.ask('.launcher', outside), []);
  await visitor.open();
  await visitor.say('Hello');
  assert.equal(await visitor.answer(), 'You said it.');
  await one(visitor);
}

async function one(visitor) {
  assert.equal(await visitor.evaluate(`document.querySelectorAll('chat-widget').length`), 1);
  assert.deepEqual(await said(visitor), []);
}

async function advises(visitor, line) {
  await visitor.until('*', () => window.said.some((text) => text.startsWith('BubbleChat')));
  const lines = await said(visitor);
  assert.equal(lines.length, 1, String(lines));
  assert.match(lines[0], line);
  assert.equal(await visitor.count('.launcher'), 0);
}

/** Where the browser loads the next page on the mere chance, waits for it. The service has heard little of that. */
async function early(visitor) {
  const config = 'GET /v1/widget/config';
  const routes = () => service.requests.map(({ route }) => route);
  const isSupported = await visitor.evaluate(`!!HTMLScriptElement.supports?.('speculationrules')`);
  while (isSupported && !routes().includes(config)) {
    await visitor.evaluate('new Promise((go) => requestAnimationFrame(() => go(true)))');
  }
  assert.equal(new Set([...routes(), 'GET /widget.js', config]).size, 2);
}

async function walk(visitor, { advice, next, loads }) {
  if (advice) return advises(visitor, advice);
  if (loads) {
    await early(visitor);
    // Not by the link: Puppeteer loses a page whose place another one takes. Tests in Chromium alone play that.
    await visitor.goto(address(loads));
  }
  await works(visitor);
  if (!next) return;
  await follow(visitor, next);
  await visitor.see('.panel');
  await visitor.read('.message.user', 'Hello');
  // During a transition, what is clicked is the browser's picture of the page.
  await visitor.until('*', () => document.getAnimations().length === 0);
  await one(visitor);
  await visitor.say('Again');
  await visitor.until('.message.assistant.done', (all) => all.length === 3);
}

for (const [name, browser] of browsers) {
  for (const [page, expected] of Object.entries(PAGES)) {
    test(`${name}: ${page}`, async () => {
      const tab = await browser.newTab();
      try {
        await tab.goto(address(page));
        await walk(new Visitor(tab), expected);
      } finally {
        await tab.close();
      }
    });
  }

  test(`${name}: a hint in Arabic is painted, from the right`, async () => {
    service.config.copy.placeholder = '';
    const tab = await browser.newTab();
    try {
      const visitor = new Visitor(tab);
      await tab.goto(address('hints'));
      await visitor.open();
      assert.equal(await visitor.style('.input', 'direction'), 'rtl');
      assert.ok((await visitor.ink('.input')) > 30);
    } finally {
      await tab.close();
    }
  });
}
