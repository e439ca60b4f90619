// Pages that are replaced without a load: the launcher stays, one of it, with its thread and the answer being written.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { pages, ROUTERS } from '../fixtures/routers.mjs';
import { ReplyStream, Service } from '../fixtures/service.mjs';
import { Site } from '../fixtures/site.mjs';
import { ask, expectText, lastReply, newPage, openChat, until } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
beforeEach(() => {
  service.answer = async ({ message }) => `You said: ${message}`;
});

const heading = (page, name) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

/** Asks something whose answer is still being written. Returns its stream. */
async function begin(chat, text) {
  const stream = new Promise((resolve) => {
    service.answer = async ({ message_id }, response) =>
      resolve(new ReplyStream(response, message_id));
  });
  await ask(chat, text);
  const reply = await stream;
  reply.token('First half, ');
  await expectText(chat.body(2), 'First half,');
  return reply;
}

for (const [name, kind] of Object.entries(ROUTERS)) {
  for (const place of ['head', 'body']) {
    test(`${name}, with the tag in the ${place}`, async (t) => {
      const page = await newPage(t);
      await page.goto(pages(service.origin, site, kind, place));
      const chat = await openChat(page);
      await ask(chat, 'Hello');
      assert.equal(await lastReply(chat, 2), 'You said: Hello');
      const reply = await begin(chat, 'Again');
      await page.evaluate(() => {
        window.sameDocument = true;
      });
      await page.getByRole('link', { name: 'Next' }).click();
      await heading(page, 'Other');
      reply.token('second half.');
      reply.done();
      assert.equal(await lastReply(chat, 3), 'First half, second half.');
      await page.goBack();
      await heading(page, 'One');
      if (kind.refresh) await kind.refresh(page);
      await page.waitForLoadState('networkidle');
      assert.ok(await until(page, async () => (await chat.host.count()) === 1));
      assert.deepEqual(await chat.questions.locator('.body').allInnerTexts(), ['Hello', 'Again']);
      assert.equal(await chat.dialog.isVisible(), true);
      await chat.dialog.getByRole('button', { name: 'Close chat' }).click();
      await chat.launcher.click();
      await chat.dialog.waitFor();
      assert.equal(await page.evaluate(() => window.sameDocument), true, 'no page was loaded');
      assert.deepEqual(page.complaints, []);
    });
  }
}

test('a widget that the page removes stays away', async (t) => {
  const page = await newPage(t);
  await page.goto(pages(service.origin, site, { head: '' }, 'head'));
  const chat = await openChat(page);
  await page.evaluate(() => document.querySelector('chat-widget').remove());
  await page.evaluate(() => document.body.replaceWith(document.body.cloneNode(true)));
  assert.equal(await chat.host.count(), 0);
});
