// How the chat fits the window, the page and the paper it stands on.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { config } from '../fixtures/config.mjs';
import { KEY, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import {
  ask,
  expectExtras,
  expectStyle,
  expectText,
  lastReply,
  newPage,
  openChat,
  until,
  widget,
} from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
beforeEach(() => {
  service.config = config();
  service.answer = async () => 'A line.\n\n'.repeat(40);
});

const plain = (head = '') => site.page(plainPage(head + embed(service.origin, KEY)));

/** Opens the chat of a page, with its optional parts. */
async function open(page, address = plain()) {
  await page.goto(address);
  const chat = await openChat(page);
  await expectExtras(page);
  return chat;
}

test('a window of 320 × 200, which is 1280 × 800 at 400 %, leaves room for messages', async (t) => {
  const page = await newPage(t, { viewport: { width: 320, height: 200 }, deviceScaleFactor: 4 });
  const chat = await open(page);
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  const scroller = chat.dialog.locator('.scroller');
  const height = await scroller.evaluate((element) => element.clientHeight);
  assert.ok(height >= 100, `the messages have ${height} px`);
  for (const part of [chat.input, chat.send, chat.dialog.getByRole('button', { name: 'Menu' })]) {
    const { x, y, width, height } = await part.boundingBox();
    assert.ok(x >= 0 && y >= 0 && x + width <= 320 && y + height <= 200);
  }
});

/** What the browser does around printing, without the paper. */
async function print(page) {
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
}

test('an open thread is printed whole, below the page’s own contents', async (t) => {
  const page = await newPage(t);
  const chat = await open(page);
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  await print(page);
  const [top, bottom, end, width] = await chat.replies.nth(1).evaluate((reply) => {
    const heading = document.querySelector('main').getBoundingClientRect();
    const panel = reply.closest('.panel').getBoundingClientRect();
    return [
      panel.top - heading.bottom,
      panel.bottom - reply.getBoundingClientRect().bottom,
      scrollY,
      panel.width / document.documentElement.clientWidth,
    ];
  });
  assert.equal(width, 1, 'the thread has the width of the paper');
  assert.ok(top >= 0, 'the thread is below the page');
  assert.ok(bottom >= 0, 'the panel holds its last message');
  assert.equal(end, 0);
  await chat.dialog.locator('.composer').waitFor({ state: 'hidden' });
  assert.equal(await chat.launcher.isVisible(), false);
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.ok(await chat.host.locator('.root').evaluate((root) => root.matches(':popover-open')));
});

test('a closed chat leaves nothing on paper', async (t) => {
  const page = await newPage(t);
  await page.goto(plain());
  await widget(page).launcher.waitFor();
  await print(page);
  assert.equal(await widget(page).launcher.isVisible(), false);
});

test('on a page that chooses no font, the chat has the system’s', async (t) => {
  const page = await newPage(t);
  const chat = await open(page);
  await expectStyle(chat.dialog, 'font-family', 'system-ui, sans-serif');
  await page.goto(plain('<style>body { font-family: Georgia, serif }</style>'));
  await expectStyle(widget(page).dialog, 'font-family', 'Georgia, serif');
});

test('on a touch screen, every answer shows its actions without covering text', async (t) => {
  const page = await newPage(t, { hasTouch: true, isMobile: true });
  const chat = await open(page);
  service.answer = async () => 'Short.';
  await ask(chat, 'One');
  await lastReply(chat, 2);
  await ask(chat, 'Two');
  await lastReply(chat, 3);
  const actions = chat.dialog.locator('.actions');
  await until(page, async () => (await actions.count()) === 2);
  for (const each of await actions.all()) {
    await expectStyle(each, 'opacity', '1');
    await expectStyle(each, 'position', 'static');
  }
});

const SCHEMES = [
  // The page, the system, and what the chat should be.
  ['dark', 'light', 'rgb(23, 25, 24)'],
  ['light', 'dark', 'rgb(255, 255, 255)'],
  ['light dark', 'dark', 'rgb(23, 25, 24)'],
  ['normal', 'dark', 'rgb(23, 25, 24)'],
];

for (const [scheme, system, background] of SCHEMES) {
  test(`the scheme “auto” on a ${scheme} page in a ${system} system`, async (t) => {
    service.config.tokens.brand.scheme = 'auto';
    const page = await newPage(t, { colorScheme: system });
    const chat = await open(page, plain(`<style>:root { color-scheme: ${scheme} }</style>`));
    await expectStyle(chat.dialog, 'background-color', background);
  });
}

test('the scheme “auto” follows a page that turns dark', async (t) => {
  service.config.tokens.brand.scheme = 'auto';
  const page = await newPage(t, { colorScheme: 'light' });
  const head = '<style>:root { color-scheme: light } .dark { color-scheme: dark }</style>';
  const chat = await open(page, plain(head));
  await expectStyle(chat.dialog, 'background-color', 'rgb(255, 255, 255)');
  await page.evaluate(() => document.body.classList.add('dark'));
  await expectStyle(chat.dialog, 'background-color', 'rgb(23, 25, 24)');
});

test('an error is a card beside its message, in the colour of text', async (t) => {
  const page = await newPage(t);
  const chat = await open(page);
  await page.context().setOffline(true);
  await ask(chat, 'Anyone there?');
  const notice = chat.questions.first().locator('.notice');
  await notice.waitFor();
  const [card, text] = await notice.evaluate((node) =>
    [getComputedStyle(node), getComputedStyle(node.closest('.panel')).color].map((style) =>
      typeof style === 'string' ? style : { border: style.borderTopWidth, color: style.color },
    ),
  );
  assert.deepEqual(card, { border: '1px', color: text });
});

test('the menu begins a new chat, and the old one stays with the service', async (t) => {
  const page = await newPage(t);
  const chat = await open(page);
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  await chat.dialog.getByRole('button', { name: 'Menu' }).click();
  await chat.dialog.getByRole('button', { name: 'New chat' }).click();
  await chat.questions.first().waitFor({ state: 'detached' });
  assert.equal(await chat.replies.count(), 1);
  assert.equal(
    service.requests.some(({ route }) => route.startsWith('DELETE')),
    false,
  );
  await ask(chat, 'Again');
  await lastReply(chat, 2);
  const sessions = service.requests
    .filter(({ route }) => route === 'POST /v1/chat')
    .slice(-2)
    .map(({ body }) => JSON.parse(body).session_id);
  assert.notEqual(sessions[0], sessions[1]);
});

test('a pasted text that is too long is cut off, and the visitor is told', async (t) => {
  const page = await newPage(t);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const chat = await open(page);
  const paste = async (text) => {
    await page.evaluate((content) => navigator.clipboard.writeText(content), text);
    await chat.input.press('Control+v');
  };
  await chat.input.focus();
  await paste('a'.repeat(4000));
  assert.equal((await chat.input.inputValue()).length, 4000);
  assert.equal(await chat.dialog.locator('.toast').count(), 0);
  await paste('b');
  await expectText(chat.dialog.locator('.toast'), 'Only the first 4,000 characters fit.');
  assert.equal((await chat.input.inputValue()).length, 4000);
});

const directionOf = (element) => element.evaluate((node) => getComputedStyle(node).direction);

/** The chat in Arabic, on an English page. */
const arabic = () => site.page(plainPage(embed(service.origin, KEY, 'data-locale="ar"')));

test('words of one language in the chat of another run in their own direction', async (t) => {
  const page = await newPage(t);
  const chat = await open(page, arabic());
  for (const part of [
    chat.input,
    ...['.privacy', '.chip >> nth=0'].map((s) => chat.dialog.locator(s)),
  ]) {
    assert.equal(await directionOf(part), 'ltr');
  }
  await chat.input.fill('مرحبا');
  assert.equal(await directionOf(chat.input), 'rtl');
  await chat.input.press('Enter');
  assert.equal(await chat.input.inputValue(), '');
  assert.equal(await directionOf(chat.input), 'ltr');
});

test('a hint in the chat’s own language runs as the chat does', async (t) => {
  service.config.copy.placeholder = '';
  const page = await newPage(t);
  const chat = await open(page, arabic());
  assert.equal(await directionOf(chat.input), 'rtl');
});
