// What a screen reader is told: the live regions' texts in their order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEY, ReplyStream, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, expectExtras, newPage, openChat, until } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
const address = site.page(plainPage(embed(service.origin, KEY)));

/** Records every text that appears in a live region. */
function listen(host) {
  window.spoken = [];
  const hear = () => {
    for (const region of host.shadowRoot.querySelectorAll('[role=status], [role=alert]')) {
      const text = region.textContent.trim();
      if (text === region.heard) continue;
      region.heard = text;
      if (text) window.spoken.push(`${region.role}: ${text}`);
    }
  };
  const changes = { subtree: true, childList: true, characterData: true };
  new MutationObserver(hear).observe(host.shadowRoot, changes);
}

/** Asks, lets `answer` write the reply, and returns what was said until `count` texts were. */
async function transcript(t, answer, count) {
  const page = await newPage(t);
  await page.goto(address);
  const chat = await openChat(page);
  await expectExtras(chat.host);
  await chat.host.evaluate(listen);
  service.answer = async ({ message_id }, response) => {
    await answer(new ReplyStream(response, message_id), chat);
  };
  await ask(chat, 'Tell me');
  const spoken = () => page.evaluate(() => window.spoken);
  await until(page, async () => (await spoken()).length >= count);
  const status = chat.host.getByRole('status');
  const isSilent = await until(page, async () => (await status.textContent()) === '');
  assert.ok(isSilent, 'what was said is removed');
  return spoken();
}

const ANSWERING = 'status: Writing an answer…';

test('a table is read row by row', async (t) => {
  const answer = (stream) => {
    stream.token(
      'Prices:\n\n| Plan | Price |\n|---|--:|\n| Free<br>trial | $0 |\n| **Pro** | `$29` |\n',
    );
    stream.done();
  };
  assert.deepEqual(await transcript(t, answer, 2), [
    ANSWERING,
    'status: Prices: Plan, Price. Free trial, $0. Pro, $29.',
  ]);
});

test('items are read one by one, and of code only its length', async (t) => {
  const answer = (stream) => {
    stream.token(
      '# Steps\n\n- one\n- [x] two\n  - inner\n\n```sh\na\nb\n```\n\n```\nc\n```\n\n> Done!',
    );
    stream.done();
  };
  assert.deepEqual(await transcript(t, answer, 2), [
    ANSWERING,
    'status: Steps. one. ✓ two. inner. Code, 2 lines. Code, one line. Done!',
  ]);
});

test('a stopped answer says that it was stopped', async (t) => {
  const answer = async (stream, chat) => {
    stream.token('It begins');
    service.replies.stop = async (_request, response) => {
      response.writeHead(204).end();
      stream.done('stopped');
    };
    await chat.dialog.getByRole('button', { name: 'Stop' }).click();
  };
  assert.deepEqual(await transcript(t, answer, 2), [
    ANSWERING,
    'status: It begins. Answer stopped.',
  ]);
});

test('an error is an alert, and what came before it is read', async (t) => {
  const answer = (stream) => {
    stream.token('It begins');
    stream.error('engine_failed');
  };
  const said = await transcript(t, answer, 3);
  assert.deepEqual(said.toSorted(), [
    'alert: The answer was cut off.',
    'status: It begins.',
    ANSWERING,
  ]);
});
