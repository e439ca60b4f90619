// Conversations while visitors write: the list and an open thread on a clock of the test's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk as deskOf, openTenant, PHONE, shopServer } from '../dashboard.mjs';
import { expectText, until } from '../harness.mjs';
import { button, expectFocus, isInSight, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const LIMITS = {
  key_per_minute: 1000,
  session_per_minute: 1000,
  address_per_minute: 1000,
};

/** A page with a clock of its own, and the tenant's conversations: one visitor for each of the `words`. */
async function desk(t, slug, words = [], view = {}) {
  const page = await deskOf(t, server, { slug, limits: LIMITS }, view);
  const post = await shopServer(page, server, slug);
  /** By default from another visitor each time. */
  const write = async (message, visitor = crypto.randomUUID()) => {
    const response = await post('/chat', { message }, visitor);
    assert.equal(response.status(), 200);
  };
  for (const each of words) await write(each);
  await page.clock.install();
  const { editor } = await openTenant(page, server, slug, 'conversations');
  return { page, editor, write };
}

const visitors = (count) => Array.from({ length: count }, (_, i) => `visitor ${i + 1}.`);
const rowOf = (editor, name) => editor.getByRole('link', { name });
const names = (editor) =>
  editor.locator('li a [dir="auto"]').evaluateAll((all) => all.map((one) => one.textContent));
const above = (editor) => editor.getByRole('button', { name: /with new messages/ });

/** Records the requests for a list or a thread from now on. */
function record(page) {
  const asked = [];
  page.on('request', (request) => {
    if (request.url().includes('/conversations')) asked.push(request.url());
  });
  return asked;
}

async function show(page, state) {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', {
      value,
      configurable: true,
    });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);
}

/** Everything that a live region has said, or was changed to, from now on. */
async function listen(page) {
  await page.evaluate(() => {
    globalThis.said = [];
    const note = (records) => {
      for (const { target } of records) {
        const at = target instanceof Element ? target : target.parentElement;
        const region = at?.closest('[aria-live], [role="status"], [role="alert"]');
        if (region && region.ariaLive !== 'off') globalThis.said.push(region.textContent);
      }
    };
    new MutationObserver(note).observe(document.body, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  return () => page.evaluate(() => globalThis.said);
}

test('a new conversation is listed within 15 s, in silence and for one request', async (t) => {
  const { page, editor, write } = await desk(t, 'arrives', ['first.']);
  const row = rowOf(editor, /first\./);
  await row.focus();
  const said = await listen(page);
  const asked = record(page);
  await write('second.');
  await page.clock.runFor(15_000);
  await rowOf(editor, /second\./).waitFor();
  assert.deepEqual(await names(editor), ['second.', 'first.']);
  await expectText(editor, '2 conversations');
  await expectFocus(page, row);
  assert.deepEqual(await said(), []);
  await page.clock.runFor(45_000);
  assert.ok(asked.length <= 4, `${asked.length} requests in a minute`);
});

test('the first conversation replaces the invitation', async (t) => {
  const { page, editor, write } = await desk(t, 'invites');
  await expectText(editor, 'No conversations yet');
  await write('anybody here?');
  await page.clock.runFor(15_000);
  await rowOf(editor, /anybody here/).waitFor();
});

test('a hidden list asks for nothing, and asks at once when it is shown again', async (t) => {
  const { page, editor, write } = await desk(t, 'hides', ['first.']);
  await rowOf(editor, /first\./).waitFor();
  await show(page, 'hidden');
  const asked = record(page);
  await page.clock.runFor(120_000);
  await write('second.');
  assert.deepEqual(asked, []);
  await show(page, 'visible');
  await rowOf(editor, /second\./).waitFor();
});

test('further down the list nothing moves, and a button leads to what is new', async (t) => {
  const { page, editor, write } = await desk(t, 'below', visitors(20));
  const row = rowOf(editor, /visitor 2\./);
  await row.scrollIntoViewIfNeeded();
  await row.focus();
  const { y } = await row.boundingBox();
  const said = await listen(page);
  await write('late one.');
  await page.clock.runFor(15_000);
  await expectText(above(editor), '1 with new messages');
  await write('later one.');
  await page.clock.runFor(15_000);
  await expectText(above(editor), '2 with new messages');
  assert.equal((await row.boundingBox()).y, y);
  await expectFocus(page, row);
  assert.deepEqual(await said(), []);
  assert.equal(await rowOf(editor, /late one\./).count(), 0);
  await press(above(editor));
  await rowOf(editor, /later one\./).waitFor();
  assert.ok(await isInSight(rowOf(editor, /later one\./)));
  assert.deepEqual((await names(editor)).slice(0, 3), ['later one.', 'late one.', 'visitor 20.']);
  await above(editor).waitFor({ state: 'detached' });
});

test('the place in the list outlives a visit to a conversation, with news above', async (t) => {
  const { page, editor, write } = await desk(t, 'returns', visitors(20));
  const row = rowOf(editor, /visitor 2\./);
  await row.scrollIntoViewIfNeeded();
  const { y } = await row.boundingBox();
  await write('late one.');
  await page.clock.runFor(15_000);
  await above(editor).waitFor();
  await press(row);
  await editor.getByRole('list', { name: 'Messages' }).waitFor();
  await page.goBack();
  await expectFocus(page, row);
  assert.equal((await row.boundingBox()).y, y);
  await above(editor).waitFor();
});

test('pages that were loaded stay, and a new message moves its conversation up', async (t) => {
  const { page, editor, write } = await desk(t, 'pages', visitors(52));
  const visitor = crypto.randomUUID();
  await press(button(editor, 'Show more'));
  await expectText(editor, '52 conversations');
  await write('a new visitor.', visitor);
  await page.clock.runFor(15_000);
  await expectText(editor, '53 conversations');
  await rowOf(editor, /a new visitor\./).waitFor();
  await write('somebody else.');
  await write('once more.', visitor);
  await page.clock.runFor(15_000);
  await expectText(rowOf(editor, /once more\./), '2 messages');
  assert.deepEqual((await names(editor)).slice(0, 2), ['once more.', 'somebody else.']);
  await expectText(editor, '54 conversations');
  const asked = record(page);
  await page.clock.runFor(14_000);
  assert.ok(await until(page, () => asked.length > 0));
  assert.equal(asked.length, 1);
});

test('a search is kept up to date', async (t) => {
  const { page, editor, write } = await desk(t, 'seeks', ['red shoes', 'blue hats']);
  await editor.getByRole('searchbox').fill('shoes');
  await page.clock.runFor(1000);
  await expectText(editor, '1 found in all conversations');
  await write('green shoes');
  await write('green hats');
  await page.clock.runFor(15_000);
  await expectText(editor, '2 found in all conversations');
  assert.deepEqual(await names(editor), ['green shoes', 'red shoes']);
});

test('a failed look for news leaves the list as it is', async (t) => {
  const { page, editor, write } = await desk(t, 'fails', ['first.']);
  await rowOf(editor, /first\./).waitFor();
  let refused = 0;
  await page.route('**/conversations?*', (route) => {
    refused += 1;
    return route.fulfill({
      status: 503,
      json: { code: 'busy', message: 'Busy.' },
    });
  });
  await write('second.');
  await page.clock.runFor(15_000);
  assert.ok(await until(page, () => refused === 1));
  await rowOf(editor, /first\./).waitFor();
  assert.equal(await editor.getByRole('alert').count(), 0);
  await page.unroute('**/conversations?*');
  await page.clock.runFor(15_000);
  await rowOf(editor, /second\./).waitFor();
});

test('an open conversation gets its new messages, and keeps its earlier ones', async (t) => {
  const { page, editor, write: send } = await desk(t, 'thread');
  const visitor = crypto.randomUUID();
  const write = (message) => send(message, visitor);
  for (let i = 1; i <= 52; i += 1) await write(`message ${i}.`);
  await page.clock.runFor(15_000);
  await press(rowOf(editor, /message 52\./));
  const thread = editor.getByRole('list', { name: 'Messages' });
  const message = (i) => thread.getByText(`message ${i}.`);
  await message(52).waitFor();
  await press(button(editor, 'Show earlier messages'));
  await message(1).waitFor();
  await message(30).scrollIntoViewIfNeeded();
  const { y } = await message(30).boundingBox();
  const said = await listen(page);
  const asked = record(page);
  await write('message 53.');
  await page.clock.runFor(15_000);
  await message(53).waitFor({ state: 'attached' });
  await expectText(editor, '53 messages, begun');
  assert.equal((await message(30).boundingBox()).y, y);
  assert.equal(await message(1).count(), 1);
  assert.equal(asked.length, 1);
  assert.deepEqual(await said(), []);
  await show(page, 'hidden');
  await page.clock.runFor(60_000);
  assert.equal(asked.length, 1);
});

test('at the end of a conversation, new messages come into sight', async (t) => {
  const { page, editor, write } = await desk(t, 'end', [], PHONE);
  const visitor = crypto.randomUUID();
  for (let i = 1; i <= 12; i += 1) await write(`message ${i}.`, visitor);
  await page.clock.runFor(15_000);
  await press(rowOf(editor, /message 12\./));
  const thread = editor.getByRole('list', { name: 'Messages' });
  await thread.getByText('message 12.').waitFor();
  await write('message 13.', visitor);
  await page.clock.runFor(15_000);
  await thread.getByText('message 13.').waitFor();
  assert.ok(await isInSight(thread.getByText('message 13.')));
});
