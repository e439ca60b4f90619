// The iframe mode: the same chat from outside, out of reach of the page's scripts.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { KEY, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import {
  ask,
  expectAccessible,
  expectText,
  lastReply,
  newPage,
  useBrowser,
  widget,
} from '../harness.mjs';

useBrowser();
let service;
let site;

before(async () => {
  service = await Service.start();
  site = await Site.start();
});
after(() => Promise.all([service.stop(), site.stop()]));
beforeEach(() => {
  service.requests = [];
  service.frameAncestors = site.origin;
  service.answer = async ({ message }) => `You said: ${message}`;
});

const framed = (attributes = '', headers = {}) =>
  site.page(
    plainPage(embed(service.origin, KEY, `data-isolation="iframe" ${attributes}`)),
    headers,
  );

/** The widget as it stands inside the frame. */
async function openFrame(page) {
  await widget(page).launcher.click();
  const frame = page.frameLocator('chat-widget iframe');
  await frame.getByRole('dialog').waitFor();
  return widget(frame);
}

test('the chat runs in the frame and is told about outside', async (t) => {
  const page = await newPage(t);
  await page.goto(framed());
  await page.evaluate(() => {
    window.heard = [];
    for (const name of ['open', 'message', 'reply', 'close'])
      document.addEventListener(`bubblechat:${name}`, () => window.heard.push(name));
  });
  const chat = await openFrame(page);
  await ask(chat, 'Hello');
  assert.equal(await lastReply(chat, 2), 'You said: Hello');
  await chat.dialog.getByRole('button', { name: 'Close chat' }).click();
  await page.locator('chat-widget .panel').waitFor({ state: 'hidden' });
  assert.deepEqual(await page.evaluate(() => window.heard), ['open', 'message', 'reply', 'close']);
  assert.equal(
    await page.evaluate(() => Object.keys(sessionStorage).join().includes('session')),
    false,
  );
});

test('it closes by keyboard, comes back with its thread, and takes calls', async (t) => {
  const page = await newPage(t);
  await page.goto(framed());
  const chat = await openFrame(page);
  await chat.input.press('Escape');
  await page.locator('chat-widget .panel').waitFor({ state: 'hidden' });
  await page.evaluate(() => {
    window.BubbleChat.open();
    window.BubbleChat.send('From outside');
  });
  assert.equal(await lastReply(chat, 2), 'You said: From outside');
  await page.evaluate(() => window.BubbleChat.reset());
  await chat.questions.first().waitFor({ state: 'detached' });
});

test('axe finds nothing', async (t) => {
  const page = await newPage(t);
  await page.goto(framed());
  await openFrame(page);
  await expectAccessible(page);
});

test('the wishes of the page hold inside, but not those that are not its to make', async (t) => {
  const page = await newPage(t);
  await page.goto(framed('data-title="Ask us" data-accent-color="#7c3aed" data-locale="ar"'));
  await widget(page).launcher.click();
  const chat = widget(page.frameLocator('chat-widget iframe'));
  await chat.dialog.waitFor();
  assert.equal(await chat.dialog.getByRole('heading').innerText(), 'Ask us');
  assert.equal(await chat.host.locator('.root').getAttribute('dir'), 'rtl');
  assert.equal(await chat.host.getAttribute('data-key'), KEY);
});

test('under a strict policy it needs frame-src and nothing more', async (t) => {
  const page = await newPage(t);
  const policy =
    `default-src 'none'; script-src ${service.origin}; connect-src ${service.origin}; ` +
    `frame-src ${service.origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
  await page.goto(framed('', { 'content-security-policy': policy }));
  const chat = await openFrame(page);
  await ask(chat, 'Hello');
  assert.equal(await lastReply(chat, 2), 'You said: Hello');
  assert.deepEqual(page.complaints, []);
});

test('a page that is not allowed gets no frame', async (t) => {
  const page = await newPage(t);
  service.frameAncestors = 'https://elsewhere.example';
  await page.goto(framed());
  const refused = page.waitForEvent('console', (m) => m.text().includes('frame-ancestors'));
  await widget(page).launcher.click();
  await refused;
  assert.equal(
    service.requests.some(({ route }) => route === 'POST /v1/chat'),
    false,
  );
});

test('the frame listens to no one but the page around it', async (t) => {
  const page = await newPage(t);
  await page.goto(framed());
  const chat = await openFrame(page);
  await page.evaluate(() => {
    const stranger = document.createElement('iframe');
    document.body.append(stranger);
    const frame = document.querySelector('chat-widget').shadowRoot.querySelector('iframe');
    const call = { type: 'bubblechat:call', name: 'send', value: 'Stolen' };
    stranger.contentWindow.eval('(frame, call) => frame.postMessage(call, "*")')(
      frame.contentWindow,
      call,
    );
    window.BubbleChat.send('Mine');
  });
  await expectText(chat.questions.first(), 'Mine');
  assert.equal(await chat.questions.count(), 1);
});
