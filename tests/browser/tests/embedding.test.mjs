// What the page around the widget can do with it.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { config } from '../fixtures/config.mjs';
import { KEY, refuse, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, expectText, lastReply, newPage, openChat, until, widget } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
beforeEach(() => {
  service.requests = [];
});

const plain = (attributes = '', before = '') =>
  site.page(plainPage(before + embed(service.origin, KEY, attributes)));

test('calls made before the script has loaded are kept', async (t) => {
  const page = await newPage(t);
  const early = `<script>(window.BubbleChat ||= []).push(['open'], ['send', 'Early bird']);</script>`;
  await page.goto(plain('', early));
  const chat = widget(page);
  assert.equal(await lastReply(chat, 2), 'You said it.');
  assert.match(await chat.questions.innerText(), /Early bird/);
});

test('the element dispatches ready, open, message, reply and close', async (t) => {
  const page = await newPage(t);
  const listen = `<script>
    window.heard = [];
    for (const name of ['ready', 'open', 'message', 'reply', 'error', 'close'])
      document.addEventListener('bubblechat:' + name, ({ detail }) => heard.push([name, detail.content ?? '']));
  </script>`;
  await page.goto(plain('', listen));
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  await page.evaluate(() => window.BubbleChat.close());
  await chat.dialog.waitFor({ state: 'hidden' });
  assert.deepEqual(await page.evaluate(() => window.heard), [
    ['ready', ''],
    ['open', ''],
    ['message', 'Hello'],
    ['reply', 'You said it.'],
    ['close', ''],
  ]);
});

test('a page can override texts, colour, position and whether it is open', async (t) => {
  const page = await newPage(t);
  const attributes =
    'data-title="Ask us" data-welcome-message="Hi **you**" data-placeholder="Say it" ' +
    'data-position="bottom-left" data-accent-color="#7c3aed" data-open';
  await page.goto(plain(attributes));
  const chat = widget(page);
  await chat.dialog.waitFor();
  assert.equal(await chat.dialog.getByRole('heading').innerText(), 'Ask us');
  assert.equal(await chat.body(0).locator('strong').innerText(), 'you');
  assert.equal(await chat.input.getAttribute('placeholder'), 'Say it');
  assert.ok((await chat.launcher.boundingBox()).x < 100);
  const colour = await chat.launcher.evaluate((node) => getComputedStyle(node).backgroundColor);
  assert.equal(colour, 'rgb(124, 58, 237)');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
});

test('attributes of other widgets are taken, or named in one line', async (t) => {
  const page = await newPage(t);
  const said = [];
  page.on('console', (message) => message.type() === 'warning' && said.push(message.text()));
  await page.goto(
    plain('data-position="left" data-tilte="Ask" data-greeting="Hi" data-nscript="x"'),
  );
  const chat = await openChat(page);
  assert.ok((await chat.launcher.boundingBox()).x < 100);
  assert.ok(await until(page, () => said.length > 0));
  assert.deepEqual(said, [
    'BubbleChat: There is no data-tilte. Write data-title. There is no data-greeting. Write data-welcome-message.',
  ]);
});

test('a page can style it with custom properties', async (t) => {
  const page = await newPage(t);
  await page.goto(plain('', '<style>chat-widget { --bc-primary: rgb(1, 2, 3) }</style>'));
  await widget(page).launcher.waitFor();
  const colour = await widget(page).launcher.evaluate(
    (node) => getComputedStyle(node).backgroundColor,
  );
  assert.equal(colour, 'rgb(1, 2, 3)');
});

test('another config shows at once, without losing messages, draft or focus', async (t) => {
  const page = await newPage(t);
  await page.goto(plain());
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  await chat.input.fill('half');
  await chat.host.evaluate((host) => {
    host.config = { copy: { title: 'Other' }, tokens: { brand: { primary: '#112233' } } };
  });
  await expectText(chat.dialog.getByRole('heading'), 'Other');
  assert.equal(await chat.input.inputValue(), 'half');
  assert.equal(await chat.questions.count(), 1);
  assert.equal(await chat.host.evaluate((h) => h.shadowRoot.activeElement.tagName), 'TEXTAREA');
  const header = chat.dialog.locator('.header');
  assert.equal(
    await header.evaluate((node) => getComputedStyle(node).backgroundColor),
    'rgb(17, 34, 51)',
  );
});

test('a second script tag for the same key adds no second widget', async (t) => {
  const page = await newPage(t);
  const twice = embed(service.origin, KEY) + embed(service.origin, KEY);
  await page.goto(site.page(plainPage(twice)));
  await widget(page).launcher.waitFor();
  await page.waitForLoadState('load');
  assert.equal(await page.locator('chat-widget').count(), 1);
});

test('two tenants on one page stay separate', async (t) => {
  const other = await Service.start();
  t.after(() => other.stop());
  other.answer = async () => 'From the other one.';
  const page = await newPage(t);
  const key = `bc_pk_other${'f'.repeat(32)}`;
  const both = embed(service.origin, KEY) + embed(other.origin, key, 'data-position="bottom-left"');
  await page.goto(site.page(plainPage(both)));
  for (const [k, reply] of [
    [KEY, 'You said it.'],
    [key, 'From the other one.'],
  ]) {
    const host = page.locator(`chat-widget[data-key="${k}"]`);
    await host.locator('.launcher').click();
    await host.getByRole('textbox').fill('Hello');
    await host.getByRole('textbox').press('Enter');
    await expectText(host.locator('.assistant.done .body'), reply);
    await page.keyboard.press('Escape');
    await host.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  assert.equal(other.requests.filter(({ route }) => route === 'POST /v1/chat').length, 1);
});

test('destroy leaves nothing behind', async (t) => {
  const page = await newPage(t);
  // Counts listeners on the page's own objects and timers from the outside.
  const count = `<script>
    window.live = new Map();
    for (const [set, clear] of [['setTimeout', 'clearTimeout'], ['setInterval', 'clearInterval']]) {
      const [start, stop] = [window[set], window[clear]];
      window[set] = (run, ...rest) => {
        const id = start(() => { if (set === 'setTimeout') live.delete(set + id); run() }, ...rest);
        live.set(set + id, 1);
        return id;
      };
      window[clear] = (id) => { live.delete(set + id); stop(id) };
    }
    for (const target of [window, document, visualViewport]) {
      const { addEventListener } = target;
      target.addEventListener = function (type, listener, options) {
        const id = type + Math.random();
        live.set(id, 1);
        options?.signal?.addEventListener('abort', () => live.delete(id));
        return addEventListener.call(this, type, listener, options);
      };
    }
  </script>`;
  await page.goto(plain('', count));
  const before = await page.evaluate(() => Object.keys(window).length);
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  // A countdown, and a toast that disappears by itself.
  service.answer = async (_request, response) =>
    refuse(response, 429, 'key_limit_reached', 'Slow down.', { 'retry-after': '24' });
  t.after(() => {
    service.answer = async () => 'You said it.';
  });
  await ask(chat, 'Again');
  await chat.dialog.getByRole('timer').waitFor();
  await page.route('**/v1/conversation', (route) => route.abort());
  await chat.dialog.getByRole('button', { name: 'Menu' }).click();
  await chat.dialog.getByRole('button', { name: 'Delete this chat' }).click();
  await chat.dialog.getByRole('button', { name: 'Delete for good?' }).click();
  await chat.dialog.locator('.toast').waitFor();
  assert.ok(await page.evaluate(() => [...window.live.keys()].some((name) => /^set/.test(name))));
  await page.evaluate(() => window.BubbleChat.destroy());
  assert.equal(await page.locator('chat-widget').count(), 0);
  const left = await page.evaluate(() => ({
    alive: [...window.live.keys()].filter((name) => !name.startsWith('DOMContentLoaded')),
    global: 'BubbleChat' in window,
    sheets: document.adoptedStyleSheets.length + document.styleSheets.length,
  }));
  assert.deepEqual(left, { alive: [], global: false, sheets: 0 });
  assert.ok(before > 0);
});

test('adds at most one global', async (t) => {
  const page = await newPage(t);
  const names = () => page.evaluate(() => Object.getOwnPropertyNames(window));
  await page.goto(site.page(plainPage('')));
  const without = new Set(await names());
  await page.goto(plain());
  await openChat(page);
  const added = (await names()).filter((name) => !without.has(name) && !/^\d+$/.test(name));
  assert.deepEqual(added, ['BubbleChat']);
});

test('the ES module works without the script tag', async (t) => {
  const page = await newPage(t);
  const element = `<chat-widget data-key="${KEY}" data-api-url="${service.origin}"></chat-widget>
    <script type="module">
      import { defineChatWidget } from '${service.origin}/bubblechat.mjs';
      defineChatWidget();
    </script>`;
  await page.goto(site.page(plainPage(element)));
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  assert.equal(await lastReply(chat, 2), 'You said it.');
  assert.equal(await page.evaluate(() => 'BubbleChat' in window), false);
  assert.deepEqual(page.complaints, []);
});

test('the chat works without its optional parts', async (t) => {
  const page = await newPage(t);
  await page.route(/chunks\/(?!chat)/, (route) => route.abort());
  await page.goto(plain('data-locale="de"'));
  const chat = await openChat(page);
  service.answer = async () => '**Bold**';
  t.after(() => {
    service.answer = async () => 'You said it.';
  });
  await ask(chat, 'Hello');
  assert.equal(await lastReply(chat, 2), 'Bold');
  assert.equal(await chat.host.locator('.root').getAttribute('lang'), 'en');
});

for (const [locale, label, dir, greeting] of [
  ['de', 'Chat', 'ltr', 'Hallo, wie können wir Ihnen helfen?'],
  ['es', 'Chat', 'ltr', 'Hola, ¿en qué podemos ayudarte?'],
  ['fr-CA', 'Chat', 'ltr', 'Bonjour, comment pouvons-nous vous aider ?'],
  ['ja', 'チャット', 'ltr', 'こんにちは。ご質問がありましたら、お気軽にどうぞ。'],
  ['ar', 'دردشة', 'rtl', 'مرحبًا، كيف يمكننا مساعدتك؟'],
  ['xx', 'Chat', 'ltr', 'Hello, how can we help?'],
]) {
  test(`speaks ${locale}, from the greeting on`, async (t) => {
    const page = await newPage(t);
    t.after(() => {
      service.config = config();
    });
    Object.assign(service.config.copy, { placeholder: '', welcome_message: '' });
    await page.goto(plain(`data-locale="${locale}"`));
    const chat = widget(page);
    assert.equal(await chat.launcher.getAttribute('aria-label'), label);
    const root = chat.host.locator('.root');
    assert.equal(await root.getAttribute('dir'), dir);
    await chat.launcher.click();
    await chat.dialog.waitFor();
    const english = (await chat.input.getAttribute('placeholder')) === 'Ask a question…';
    assert.equal(english, locale === 'xx');
    await expectText(chat.body(0), greeting);
  });
}

test('the owner’s greeting wins over the widget’s own', async (t) => {
  const page = await newPage(t);
  await page.goto(plain('data-locale="de"'));
  const chat = await openChat(page);
  await expectText(chat.body(0), 'Hello! Ask me about plants, orders or opening hours.');
  assert.equal(await chat.replies.count(), 1);
});
