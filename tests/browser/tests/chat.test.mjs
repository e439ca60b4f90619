// The whole chat against the service double: what the widget does with the responses.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { KEY, ReplyStream, refuse, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import {
  ask,
  expectAccessible,
  expectText,
  lastReply,
  newPage,
  openChat,
  widget,
} from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
const address = site.page(plainPage(embed(service.origin, KEY)));
beforeEach(() => {
  service.answer = async ({ message }) => `You said: ${message}`;
  service.allowedOrigins = null;
  service.requests = [];
});

const posts = () => service.requests.filter(({ route }) => route === 'POST /v1/chat');

for (const scheme of ['light', 'dark']) {
  test(`axe finds nothing in any state, ${scheme}`, async (t) => {
    const page = await newPage(t);
    const { brand } = service.config.tokens;
    t.after(() => {
      brand.scheme = 'light';
      service.config.engines = [];
    });
    brand.scheme = scheme;
    service.config.engines = [{ name: 'fast' }, { name: 'thorough' }];
    await page.goto(address);
    await widget(page).launcher.waitFor();
    await expectAccessible(page);
    const chat = await openChat(page);
    await chat.dialog.getByRole('combobox', { name: 'Answered by' }).waitFor();
    await expectAccessible(page);
    const stream = await new Promise((resolve) => {
      service.answer = async ({ message_id }, response) =>
        resolve(new ReplyStream(response, message_id));
      ask(chat, 'Hello');
    });
    await chat.dialog.locator('.dots').waitFor();
    await expectAccessible(page);
    stream.token(LONG);
    await chat.body(1).locator('table').waitFor();
    await expectAccessible(page);
    stream.done();
    await chat.dialog.locator('.actions').waitFor();
    await expectAccessible(page);
    await page.context().setOffline(true);
    await ask(chat, 'Offline');
    await chat.questions.nth(1).getByRole('alert').waitFor();
    await page.context().setOffline(false);
    service.answer = async (_request, response) =>
      refuse(response, 429, 'key_limit_reached', 'Slow down.', { 'retry-after': '24' });
    await ask(chat, 'Again');
    await chat.questions.nth(2).getByRole('alert').waitFor();
    await chat.dialog.getByRole('button', { name: 'Menu' }).click();
    await chat.dialog.locator('.menu').waitFor();
    await expectAccessible(page);
  });
}

const LONG =
  'A [link](https://shop.example), `code`:\n\n```sh\nnpm i\n```\n\n|a|b|\n|-|-|\n|1|2|\n\n> quote\n\n- item\n\n# Title';

test('requests only the script and the config before it is opened', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  await widget(page).launcher.waitFor();
  assert.deepEqual(
    service.requests.map(({ route }) => route),
    ['GET /widget.js', 'GET /v1/widget/config'],
  );
});

test('stores nothing before the first interaction, and the session with the first message', async (t) => {
  const page = await newPage(t);
  const stored = () =>
    page.evaluate(() => [
      ...Object.keys(sessionStorage),
      ...Object.keys(localStorage),
      document.cookie,
    ]);
  await page.goto(address);
  await widget(page).launcher.waitFor();
  assert.deepEqual(await stored(), ['']);
  const chat = await openChat(page);
  assert.ok(!(await stored()).some((name) => name.endsWith(':session')));
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  assert.ok((await stored()).some((name) => name.endsWith(':session')));
});

test('streams: dots, then each piece as it arrives, then the end', async (t) => {
  const page = await newPage(t);
  let stream;
  const asked = new Promise((resolve) => {
    service.answer = async ({ message_id }, response) => {
      resolve(() => {
        stream = new ReplyStream(response, message_id);
      });
    };
  });
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, 'Slowly, please');
  const begin = await asked;
  await chat.dialog.locator('.dots').waitFor();
  begin();
  stream.token('One ');
  await expectText(chat.body(1), 'One');
  assert.equal(await chat.dialog.locator('.dots').count(), 0);
  stream.token('two');
  await expectText(chat.body(1), 'One two');
  assert.match(await chat.replies.nth(1).getAttribute('class'), /streaming/);
  stream.done();
  assert.equal(await lastReply(chat, 2), 'One two');
});

test('Enter sends; Shift+Enter and an input method do not', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  const chat = await openChat(page);
  await chat.input.fill('first');
  await chat.input.press('Shift+Enter');
  await chat.input.pressSequentially('second');
  assert.equal(await chat.input.inputValue(), 'first\nsecond');
  await chat.input.evaluate((input) => {
    const enter = { key: 'Enter', bubbles: true, cancelable: true, composed: true };
    input.dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }));
    input.dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }));
  });
  assert.equal(posts().length, 0);
  await chat.input.press('Enter');
  await lastReply(chat, 2);
  assert.equal(JSON.parse(posts()[0].body).message, 'first\nsecond');
  assert.equal(await chat.input.inputValue(), '');
});

test('a chosen suggestion is sent, and the suggestions disappear', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  const chat = await openChat(page);
  await chat.dialog.getByRole('button', { name: 'Track my order' }).click();
  assert.equal(await lastReply(chat, 2), 'You said: Track my order');
  assert.equal(await chat.dialog.locator('.chip').count(), 0);
});

test('the keyboard alone opens, closes and returns', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  const chat = widget(page);
  await chat.launcher.focus();
  await page.keyboard.press('Enter');
  await chat.dialog.waitFor();
  const focused = () => chat.host.evaluate((host) => host.shadowRoot.activeElement?.className);
  assert.equal(await focused(), 'input');
  assert.equal(await chat.launcher.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('Escape');
  await chat.dialog.waitFor({ state: 'hidden' });
  assert.match(await focused(), /launcher/);
  assert.equal(await chat.launcher.getAttribute('aria-expanded'), 'false');
});

test('a refused message stays, says when to retry, and is retried under the same id', async (t) => {
  const page = await newPage(t);
  service.answer = async (_request, response) =>
    refuse(response, 429, 'session_limit_reached', 'Slow down.', { 'retry-after': '1' });
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, 'Too fast');
  await expectText(chat.questions.first().getByRole('alert'), 'Too many messages right now.');
  service.answer = async () => 'Now it works.';
  await chat.dialog.getByRole('button', { name: 'Try again' }).click();
  assert.equal(await lastReply(chat, 2), 'Now it works.');
  const [first, second] = posts().map(({ body }) => JSON.parse(body));
  assert.equal(second.message_id, first.message_id);
  assert.equal(second.message, 'Too fast');
});

test('over a cap and while paused, visitors read the owner’s words and no countdown of days', async (t) => {
  const { copy } = service.config;
  t.after(() => Object.assign(copy, { limit_message: '', paused_message: '' }));
  const refusals = [
    [429, 'cap_reached', 'limit_message', 'See you tomorrow.', { 'retry-after': '40000' }],
    [503, 'paused', 'paused_message', 'Back on Monday.', {}],
  ];
  for (const [status, code, text, words, headers] of refusals) {
    for (const own of ['', words]) {
      copy[text] = own;
      service.answer = async (_request, response) => refuse(response, status, code, 'No.', headers);
      const page = await newPage(t);
      await page.goto(address);
      const chat = await openChat(page);
      await ask(chat, 'Anyone there?');
      const alert = chat.questions.first().getByRole('alert');
      await expectText(
        alert,
        own || (code === 'paused' ? 'No answers for now.' : 'Too many messages'),
      );
      const card = chat.dialog.locator('.notice');
      assert.doesNotMatch(await card.innerText(), /40000|One moment/);
      const retry = card.getByRole('button', { name: 'Try again' });
      assert.equal(await retry.count(), code === 'paused' ? 1 : 0);
    }
  }
});

test('an unreachable service is reported beside the message, which can be sent again', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  const chat = await openChat(page);
  await page.context().setOffline(true);
  await ask(chat, 'Anyone there?');
  await expectText(chat.questions.first().getByRole('alert'), 'offline');
  await page.context().setOffline(false);
  await chat.dialog.getByRole('button', { name: 'Try again' }).click();
  assert.equal(await lastReply(chat, 2), 'You said: Anyone there?');
});

test('a page whose origin is not allowed logs why and how to fix it', async (t) => {
  const page = await newPage(t);
  service.allowedOrigins = ['https://elsewhere.example'];
  const complaint = page.waitForEvent('console', (message) =>
    message.text().includes('origin_not_allowed'),
  );
  await page.goto(address);
  assert.match((await complaint).text(), /Add this origin to the tenant\./);
  assert.equal(await widget(page).launcher.count(), 0);
});

test('a response that isn’t a config is reported in the console', async (t) => {
  const page = await newPage(t);
  const { config } = service;
  t.after(() => {
    service.config = config;
  });
  service.config = { hello: 'world' };
  const complaint = page.waitForEvent('console', (message) => message.type() === 'error');
  await page.goto(address);
  assert.match((await complaint).text(), /no_config.*There is no BubbleChat service at/);
  assert.equal(await widget(page).launcher.count(), 0);
});

test('text stays text', async (t) => {
  const page = await newPage(t);
  const attack = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  service.answer = async () => attack;
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, attack);
  assert.equal(await lastReply(chat, 2), attack);
  assert.equal(await page.title(), 'A shop');
});

test('removing the element leaves nothing behind', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  const chat = await openChat(page);
  await chat.host.evaluate((host) => host.remove());
  await page.waitForFunction(() => !document.querySelector('chat-widget'));
  assert.deepEqual(page.complaints, []);
});
