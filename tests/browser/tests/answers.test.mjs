// How answers are set: each in a bubble, or as a document.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { config } from '../fixtures/config.mjs';
import { KEY, ReplyStream, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import {
  ask,
  expectAccessible,
  expectExtras,
  expectStyle,
  lastReply,
  newPage,
  openChat,
} from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());

const row = `|${' a value of some length |'.repeat(3)}`;
const ANSWER = `Words.\n\n${row}\n|${'---|'.repeat(3)}\n${row}\n\n\`\`\`\none\n\`\`\``;

beforeEach(() => {
  service.config = config();
  service.answer = async () => ANSWER;
});

/** A chat with one question and its answer. */
async function answered(page, style, attributes = '') {
  service.config.tokens.shape.answers = style;
  await page.goto(site.page(plainPage(embed(service.origin, KEY, attributes))));
  const chat = await openChat(page);
  await expectExtras(page);
  await ask(chat, 'A table, please');
  await lastReply(chat, 2);
  await chat.body(1).locator('table').waitFor();
  return chat;
}

/** How far the bubble of an answer, its text and its table are from the thread's edges: at its start and at its end. */
const gapsOf = (chat) =>
  chat.replies.nth(1).evaluate((reply) => {
    const edges = reply.parentElement.getBoundingClientRect();
    const isRtl = reply.matches('[dir=rtl] *');
    return Object.fromEntries(
      ['.bubble', '.body', '.table'].map((selector) => {
        const { left, right } = reply.querySelector(selector).getBoundingClientRect();
        const gaps = [left - edges.left, edges.right - right].map(Math.round);
        return [selector.slice(1), isRtl ? gaps.reverse() : gaps];
      }),
    );
  });

const WINDOWS = [
  ['left to right', 'en', { width: 1280, height: 800 }],
  ['right to left', 'ar', { width: 1280, height: 800 }],
  ['narrow', 'en', { width: 320, height: 640 }],
];

for (const [name, locale, viewport] of WINDOWS) {
  test(`a document has the whole width of the thread and no bubble, ${name}`, async (t) => {
    const page = await newPage(t, { viewport });
    const chat = await answered(page, 'document', `data-locale="${locale}"`);
    assert.deepEqual(await gapsOf(chat), { bubble: [0, 0], body: [0, 0], table: [0, 0] });
    const bubble = chat.replies.nth(1).locator('.bubble');
    await expectStyle(bubble, 'background-color', 'rgba(0, 0, 0, 0)');
    const { scrollWidth, clientWidth } = await chat.dialog
      .locator('.scroller')
      .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
    assert.equal(scrollWidth, clientWidth);
  });

  test(`a bubble leaves room at its end, ${name}`, async (t) => {
    const page = await newPage(t, { viewport });
    const chat = await answered(page, 'bubble', `data-locale="${locale}"`);
    const { bubble, body } = await gapsOf(chat);
    assert.equal(bubble[0], 0);
    assert.ok(bubble[1] >= 36, `${bubble}`);
    assert.equal(body[0], 13);
    await expectStyle(
      chat.replies.nth(1).locator('.bubble'),
      'background-color',
      'rgb(242, 243, 243)',
    );
  });
}

test('the greeting joins the document, and questions keep their bubbles', async (t) => {
  const page = await newPage(t);
  const chat = await answered(page, 'document');
  await expectStyle(chat.replies.first().locator('.bubble'), 'padding-left', '0px');
  await expectStyle(chat.questions.first().locator('.bubble'), 'padding-left', '13px');
});

test('a document is readable in the dark', async (t) => {
  service.config.tokens.brand.scheme = 'dark';
  const page = await newPage(t);
  const chat = await answered(page, 'document');
  await expectStyle(chat.replies.nth(1).locator('.code'), 'background-color', 'rgb(36, 40, 39)');
  await expectAccessible(page);
});

test('an open chat takes another style without losing anything', async (t) => {
  const page = await newPage(t);
  const chat = await answered(page, 'bubble');
  await chat.host.evaluate((element) => {
    element.config = { tokens: { shape: { answers: 'document' } } };
  });
  assert.deepEqual((await gapsOf(chat)).bubble, [0, 0]);
  await chat.host.evaluate((element) => {
    element.config = { tokens: { shape: { answers: 'bubble' } } };
  });
  assert.notDeepEqual((await gapsOf(chat)).bubble, [0, 0]);
});

test('an answer that arrives has one caret, at its end', async (t) => {
  const page = await newPage(t);
  const asked = new Promise((resolve) => {
    service.answer = async ({ message_id }, response) =>
      resolve(new ReplyStream(response, message_id));
  });
  await page.goto(site.page(plainPage(embed(service.origin, KEY))));
  const chat = await openChat(page);
  await expectExtras(page);
  await ask(chat, 'A list, please');
  const stream = await asked;
  const carets = () =>
    chat
      .body(1)
      .evaluate((body) =>
        [...body.querySelectorAll('*')]
          .filter((element) => getComputedStyle(element, '::after').content !== 'none')
          .map((element) => element.textContent),
      );
  for (const [piece, end] of [
    ['Words', 'Words'],
    ['\n\n- one\n- two', 'two'],
    ['\n  - three', 'three'],
    ['\n\nAnd more', 'And more'],
  ]) {
    stream.token(piece);
    await chat.body(1).filter({ hasText: end }).waitFor();
    assert.deepEqual(await carets(), [end]);
  }
  stream.done();
});

/** Counts how often the thread is laid out while the browser makes a frame, and how often at other times. */
function countLayouts() {
  window.layouts = { inFrame: 0, apart: 0 };
  let isFrame = false;
  const { requestAnimationFrame: request } = window;
  window.requestAnimationFrame = (run) =>
    request((now) => {
      isFrame = true;
      run(now);
      isFrame = false;
    });
  const { get } = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollHeight');
  Object.defineProperty(Element.prototype, 'scrollHeight', {
    get() {
      window.layouts[isFrame ? 'inFrame' : 'apart'] += 1;
      return get.call(this);
    },
  });
}

test('an answer is laid out before the frame that paints it, not in it', async (t) => {
  const page = await newPage(t);
  await page.addInitScript(countLayouts);
  await page.goto(site.page(plainPage(embed(service.origin, KEY))));
  const chat = await openChat(page);
  service.answer = async ({ message_id }, response) => {
    const stream = new ReplyStream(response, message_id);
    stream.token('One ');
    await chat.body(1).filter({ hasText: 'One' }).waitFor();
    stream.token('two.');
    stream.done();
  };
  await ask(chat, 'Slowly');
  await lastReply(chat, 2);
  const { inFrame, apart } = await page.evaluate(() => window.layouts);
  assert.ok(apart > 0);
  assert.equal(inFrame, 0);
});
