// How the launcher loads the chat: when, what it shows meanwhile, and that nothing unchecked ever runs.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { policy } from '../fixtures/policy.mjs';
import { KEY, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, expectExtras, lastReply, newPage, openChat, until, widget } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
const honest = async (content) => content;
beforeEach(() => {
  service.deliver = honest;
  service.requests = [];
});

const address = (headers = {}) => site.page(plainPage(embed(service.origin, KEY)), headers);
const routes = () => service.requests.map(({ route }) => route);
const chunksOf = (name) => routes().filter((route) => route.includes(`/chunks/${name}-`));

/** Delivers chunks with this name after a promise; `began` resolves when the first is asked for. */
function hold(name) {
  const { promise, resolve: release } = withResolvers();
  const { promise: began, resolve: begin } = withResolvers();
  service.deliver = async (content, path) => {
    if (!path.includes(`/${name}-`)) return content;
    begin();
    await promise;
    return content;
  };
  return { began, release };
}

function withResolvers() {
  const both = {};
  both.promise = new Promise((resolve) => {
    both.resolve = resolve;
  });
  return both;
}

for (const [name, evil] of [
  ['changed', (content) => `${content};globalThis.stolen = 1`],
  ['replaced', () => 'globalThis.stolen = 1; export default () => ({})'],
]) {
  test(`a chunk that was ${name} does not run, and the next click tries again`, async (t) => {
    const page = await newPage(t);
    service.deliver = async (content) => evil(content);
    await page.goto(address({ 'content-security-policy': policy(service.origin) }));
    const chat = widget(page);
    await chat.launcher.click();
    assert.ok(
      await until(page, () => page.complaints.some((text) => /could not load the chat/.test(text))),
    );
    assert.equal(await page.evaluate(() => 'stolen' in globalThis), false);
    assert.equal(await chat.dialog.count(), 0);
    service.deliver = honest;
    await chat.launcher.click();
    await chat.dialog.waitFor();
    assert.equal(await page.evaluate(() => 'stolen' in globalThis), false);
  });
}

test('an extra that was changed does not run either', async (t) => {
  const page = await newPage(t);
  service.deliver = async (content, path) =>
    path.includes('/extras-') ? `${content};globalThis.stolen = 1` : content;
  await page.goto(address());
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  assert.ok(await until(page, () => page.complaints.some((text) => /integrity/.test(text))));
  assert.equal(await page.evaluate(() => 'stolen' in globalThis), false);
});

test('the bytes that were checked are the ones that run', async (t) => {
  const page = await newPage(t);
  let deliveries = 0;
  service.deliver = async (content, path) => {
    if (!path.includes('/chat-')) return content;
    deliveries += 1;
    return deliveries > 1 ? 'globalThis.stolen = 1; export default () => ({})' : content;
  };
  await page.goto(address());
  await openChat(page);
  assert.equal(await page.evaluate(() => 'stolen' in globalThis), false);
  assert.equal(deliveries, 1);
});

for (const policyOf of ["script-src 'nonce-abc'", "script-src 'nonce-abc' 'strict-dynamic'"]) {
  test(`chunks load under ${policyOf}`, async (t) => {
    const page = await newPage(t);
    const headers = {
      'content-security-policy': `default-src 'none'; ${policyOf}; connect-src ${service.origin}`,
    };
    await page.goto(site.page(plainPage(embed(service.origin, KEY, 'nonce="abc"')), headers));
    const chat = await openChat(page);
    await ask(chat, 'Hello');
    assert.equal(await lastReply(chat, 2), 'You said it.');
    assert.deepEqual(page.complaints, []);
  });
}

test('a click before the chat has come shows that it is coming', async (t) => {
  const page = await newPage(t);
  const { began, release } = hold('chat');
  await page.goto(address());
  const chat = widget(page);
  await chat.launcher.click();
  await began;
  await chat.host.locator('.launcher[aria-busy=true]').waitFor();
  release();
  await chat.dialog.waitFor();
  assert.equal(await chat.launcher.getAttribute('aria-busy'), null);
  assert.equal(await chat.host.evaluate((h) => h.shadowRoot.activeElement.tagName), 'TEXTAREA');
});

test('a second click while the chat is coming takes the first one back', async (t) => {
  const page = await newPage(t);
  const { began, release } = hold('chat');
  await page.goto(address());
  const chat = widget(page);
  await chat.launcher.click();
  await began;
  await chat.launcher.click();
  release();
  await chat.host.locator('.launcher:not([aria-busy])').waitFor();
  assert.equal(await chat.dialog.count(), 0);
  await chat.launcher.click();
  await chat.dialog.waitFor();
});

test('a chat that could not be loaded opens when the page is online again', async (t) => {
  const page = await newPage(t);
  await page.goto(address());
  const chat = widget(page);
  await chat.launcher.waitFor();
  await page.context().setOffline(true);
  await chat.launcher.click();
  assert.ok(
    await until(page, () => page.complaints.some((text) => /could not load the chat/.test(text))),
  );
  await page.context().setOffline(false);
  await chat.dialog.waitFor();
});

test('pointing at the launcher fetches what opening needs, once', async (t) => {
  const page = await newPage(t);
  await page.goto(address());
  const chat = widget(page);
  await chat.launcher.hover();
  assert.ok(await until(page, () => chunksOf('extras').length > 0));
  assert.equal(await chat.dialog.count(), 0);
  await chat.launcher.click();
  await chat.dialog.waitFor();
  assert.deepEqual([chunksOf('chat').length, chunksOf('extras').length], [1, 1]);
});

test('pointing at the launcher makes the chat, so that a click has only to show it', async (t) => {
  const page = await newPage(t);
  await page.goto(address());
  const chat = widget(page);
  await chat.launcher.hover();
  await expectExtras(chat.host);
  assert.equal(await chat.dialog.count(), 0);
  await chat.host.evaluate(({ shadowRoot }) => {
    const opened = new Promise((resolve) => {
      document.addEventListener('bubblechat:open', resolve, { once: true });
    });
    shadowRoot.querySelector('.launcher').click();
    // No task lies between the click and the panel.
    return Promise.race([opened, new Promise((_, reject) => setTimeout(reject))]);
  });
  assert.equal(await chat.dialog.count(), 1);
});

test('the launcher is shown before the storage is read', async (t) => {
  const page = await newPage(t);
  await page.addInitScript(() => {
    window.order = [];
    document.addEventListener('bubblechat:ready', () => window.order.push('ready'));
    const { get } = Object.getOwnPropertyDescriptor(window, 'sessionStorage');
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        window.order.push('storage');
        return get.call(window);
      },
    });
  });
  await page.goto(address());
  assert.ok(await until(page, () => page.evaluate(() => window.order.includes('storage'))));
  assert.equal(await page.evaluate(() => window.order[0]), 'ready');
});

test('a page that closes the chat early keeps it closed, whatever its tag says', async (t) => {
  const page = await newPage(t);
  const early = `<script>(window.BubbleChat ||= []).push(['close']);</script>`;
  const ready = page.waitForEvent('console', (message) => message.text() === 'looked');
  await page.addInitScript(() => {
    // Whoever asks for this has looked whether the chat was open.
    document.addEventListener('bubblechat:ready', () => setTimeout(() => console.log('looked')));
  });
  await page.goto(site.page(plainPage(early + embed(service.origin, KEY, 'data-open'))));
  await ready;
  await page.waitForLoadState('networkidle');
  assert.equal(await widget(page).dialog.count(), 0);
});

test('a page that a returning visitor opens fetches the chat when it is idle', async (t) => {
  const page = await newPage(t);
  await page.goto(address());
  const chat = await openChat(page);
  await chat.launcher.click();
  await chat.dialog.waitFor({ state: 'hidden' });
  service.requests = [];
  await page.goto(address());
  assert.ok(await until(page, () => chunksOf('chat').length > 0));
  assert.equal(await chat.dialog.count(), 0);
});

test('a message fetches what its answer may need of Markdown, before the answer comes', async (t) => {
  const page = await newPage(t);
  const { began, release } = hold('rich');
  release();
  service.answer = async () => {
    await began;
    return 'See [the door](https://shop.example).';
  };
  t.after(() => {
    service.answer = async () => 'You said it.';
  });
  await page.goto(address());
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  assert.equal(await lastReply(chat, 2), 'See the door.');
});

for (const [name, chunk] of [
  ['the rarer Markdown', 'rich'],
  ['the extras', 'extras'],
]) {
  test(`an answer is shown as it was written if ${name} never come`, async (t) => {
    const page = await newPage(t);
    await page.clock.install();
    // Never answered: the connection is open, and nothing comes.
    await page.route(`**/chunks/${chunk}-*`, () => {});
    service.answer = async () => 'See [the door](https://shop.example).\n\nAnd more.';
    t.after(() => {
      service.answer = async () => 'You said it.';
    });
    await page.goto(address());
    const chat = await openChat(page);
    await ask(chat, 'Hello');
    await chat.replies.nth(1).and(chat.dialog.locator('.done')).waitFor();
    assert.equal(await chat.body(1).innerText(), '');
    await page.clock.fastForward(5000);
    const whole = chat.body(1).filter({ hasText: '[the door](https://shop.example)' });
    await whole.filter({ hasText: 'And more.' }).waitFor();
    await chat.host.getByRole('status').filter({ hasText: 'And more.' }).waitFor();
    // No further answer waits for it.
    await ask(chat, 'Again');
    await chat.body(2).filter({ hasText: 'And more.' }).waitFor();
  });
}
