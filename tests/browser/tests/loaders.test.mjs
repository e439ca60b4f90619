// Every way to be loaded: one working widget, or one line in the console that says what to do.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { add, loaders } from '../fixtures/loaders.mjs';
import { KEY, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, lastReply, newPage, openChat, until, widget } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
beforeEach(() => {
  service.requests = [];
});

const FILE = `${service.origin}/widget.js`;
const WORKING = loaders(service.origin, site);

for (const [name, body] of Object.entries(WORKING)) {
  test(`works as ${name}`, async (t) => {
    const page = await newPage(t);
    await page.goto(site.page(plainPage(body)));
    const chat = await openChat(page);
    await ask(chat, 'Hello');
    assert.equal(await lastReply(chat, 2), 'You said it.');
    assert.equal(await chat.host.count(), 1);
    const said = page.complaints.filter((text) => !text.startsWith('Failed to load resource'));
    assert.deepEqual(said, []);
  });
}

/** Pages where it cannot work, and what the console says. */
const ADVICE = {
  'without a key': [`<script src="${FILE}" async></script>`, /add data-key=.* or \?key=/i],
  'where a tag manager drops the key': [add(`{ src: '${FILE}' }`), /add data-key=.* or \?key=/i],
  'evaluated without a tag': [
    `<script>fetch('${FILE}').then((r) => r.text()).then((text) => (0, eval)(text))</script>`,
    /add data-key=.* or \?key=/i,
  ],
  'copied to another host': [
    `<script src="/copied-widget.js" data-key="${KEY}" async></script>`,
    /no BubbleChat service at http:\/\/127.*Check data-api-url/,
  ],
  'from nowhere': [
    `<script src="/assets/all.min.js"></script><script type="text/plain" data-key="${KEY}"></script>`,
    /Add data-api-url/,
  ],
};

for (const [name, [body, line]] of Object.entries(ADVICE)) {
  test(`says what to do ${name}`, async (t) => {
    const page = await newPage(t);
    await page.goto(site.page(plainPage(body)));
    assert.ok(await until(page, () => page.complaints.length > 0));
    await page.waitForLoadState('networkidle');
    const said = page.complaints.filter((text) => text.startsWith('BubbleChat'));
    assert.equal(said.length, 1, String(said));
    assert.match(said[0], line);
    assert.equal(await widget(page).launcher.count(), 0);
  });
}

test('a prerendered page asks only for the config, until a visitor sees it', async (t) => {
  const page = await newPage(t);
  await page.addInitScript(() => {
    let prerendering = true;
    Object.defineProperty(document, 'prerendering', { get: () => prerendering });
    window.activate = () => {
      prerendering = false;
      document.dispatchEvent(new Event('prerenderingchange'));
    };
  });
  const early = `<script>(window.BubbleChat ||= []).push(['send', 'Early bird']);</script>`;
  const answered = page.waitForResponse(/widget\/config/);
  await page.goto(site.page(plainPage(early + embed(service.origin, KEY, 'data-open'))));
  await answered;
  await page.waitForLoadState('networkidle');
  const routes = service.requests.map(({ route }) => route);
  assert.deepEqual(routes, ['GET /widget.js', 'GET /v1/widget/config']);
  await page.evaluate(() => window.activate());
  assert.equal(await lastReply(widget(page), 2), 'You said it.');
});

for (const [name, happen] of [
  ['online', (page) => page.evaluate(() => window.dispatchEvent(new Event('online')))],
  ['in view', (page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))],
]) {
  test(`a config that cannot be fetched is asked for again when the page is ${name}`, async (t) => {
    const page = await newPage(t);
    let attempts = 0;
    await page.route('**/v1/widget/config*', (route) => {
      attempts += 1;
      return attempts < 3 ? route.abort() : route.continue();
    });
    const address = site.page(plainPage(embed(service.origin, KEY)));
    await page.goto(address);
    const lines = () => page.complaints.filter((text) => text.startsWith('BubbleChat'));
    assert.ok(await until(page, () => lines().length > 0));
    await happen(page);
    assert.ok(await until(page, () => attempts === 2));
    assert.ok(
      await until(page, async () => {
        if (attempts === 2) await happen(page);
        return (await widget(page).launcher.count()) > 0;
      }),
    );
    assert.equal(lines().length, 1);
    assert.match(lines()[0], /cannot be reached/);
    await openChat(page);
  });
}

test('a config that the service refuses is not asked for again', async (t) => {
  const page = await newPage(t);
  service.allowedOrigins = ['https://elsewhere.example'];
  t.after(() => {
    service.allowedOrigins = null;
  });
  await page.goto(site.page(plainPage(embed(service.origin, KEY))));
  assert.ok(
    await until(page, () => page.complaints.some((text) => /origin_not_allowed/.test(text))),
  );
  await page.evaluate(() => {
    window.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.waitForLoadState('networkidle');
  const configs = service.requests.filter(({ route }) => route === 'GET /v1/widget/config');
  assert.equal(configs.length, 1);
});
