// What a page sends while another message is being answered.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { config } from '../fixtures/config.mjs';
import { KEY, ReplyStream, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { expectExtras, newPage, openChat, until, widget } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());

/** What the service was asked, and the streams on which it may answer, in the order of the requests. */
let asked = [];
let streams = [];

beforeEach(() => {
  [asked, streams] = [[], []];
  service.config = config();
  service.frameAncestors = site.origin;
  service.answer = async ({ message, message_id }, response) => {
    asked.push(message);
    streams.push(new ReplyStream(response, message_id));
  };
});

/** A page that records the widget's events. `isolation`: where the chat runs. */
async function open(t, isolation, page = null) {
  page ??= await newPage(t);
  await page.goto(
    site.page(plainPage(embed(service.origin, KEY, `data-isolation="${isolation}"`))),
  );
  await widget(page).launcher.waitFor();
  await page.evaluate(() => {
    window.heard = [];
    for (const name of ['message', 'queued', 'reply', 'error']) {
      document.addEventListener(`bubblechat:${name}`, ({ detail }) =>
        window.heard.push([name, detail.content ?? detail.code, detail.waiting]),
      );
    }
  });
  return page;
}

const heard = (page, name) =>
  page.evaluate((wanted) => window.heard.filter(([each]) => each === wanted), name);

/** Waits until the page has heard so many of these. */
async function hears(page, name, count) {
  await until(page, async () => (await heard(page, name)).length >= count);
  assert.equal((await heard(page, name)).length, count, name);
}

const send = (page, ...texts) =>
  page.evaluate((all) => {
    for (const text of all) window.BubbleChat.send(text);
  }, texts);

async function answer(page, index) {
  assert.ok(await until(page, () => streams.length > index), 'the message was sent');
  streams[index].token('Yes.');
  streams[index].done();
}

for (const isolation of ['shadow', 'iframe']) {
  test(`messages wait for their turn, in their order: ${isolation}`, async (t) => {
    const page = await open(t, isolation);
    await send(page, 'One', 'Two', 'Three');
    await hears(page, 'queued', 2);
    assert.deepEqual(await heard(page, 'queued'), [
      ['queued', 'Two', 1],
      ['queued', 'Three', 2],
    ]);
    assert.deepEqual(asked, ['One']);
    for (const index of [0, 1, 2]) await answer(page, index);
    await hears(page, 'reply', 3);
    assert.deepEqual(asked, ['One', 'Two', 'Three']);
    assert.deepEqual(
      (await heard(page, 'message')).map(([, content]) => content),
      ['One', 'Two', 'Three'],
    );
  });

  test(`ten messages may wait, and one more is refused: ${isolation}`, async (t) => {
    const page = await open(t, isolation);
    await send(page, ...Array.from({ length: 12 }, (_, index) => `Message ${index}`));
    await hears(page, 'error', 1);
    assert.deepEqual(await heard(page, 'error'), [['error', 'queue_full', undefined]]);
    assert.equal((await heard(page, 'queued')).length, 10);
  });

  for (const end of ['reset', 'destroy']) {
    test(`${end}() drops what waits: ${isolation}`, async (t) => {
      const page = await open(t, isolation);
      await send(page, 'One', 'Two');
      await hears(page, 'queued', 1);
      await page.evaluate((method) => window.BubbleChat[method](), end);
      if (end === 'destroy') await widget(page).host.waitFor({ state: 'detached' });
      else {
        await send(page, 'Three');
        await answer(page, 1);
        await hears(page, 'reply', 1);
      }
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
      assert.deepEqual(asked, end === 'destroy' ? ['One'] : ['One', 'Three']);
    });
  }
}

test('a message that waits follows one that failed or was stopped', async (t) => {
  const page = await open(t, 'shadow');
  const chat = await openChat(page);
  await expectExtras(page);
  await send(page, 'One', 'Two', 'Three');
  assert.ok(await until(page, () => streams.length === 1));
  streams[0].error('provider_unavailable');
  assert.ok(await until(page, () => streams.length === 2));
  await chat.dialog.getByRole('button', { name: 'Stop' }).click();
  assert.ok(await until(page, () => streams.length === 3));
  assert.deepEqual(asked, ['One', 'Two', 'Three']);
});

test('calls that were pushed before the script came wait as well', async (t) => {
  const page = await newPage(t);
  const early = `<script>(window.BubbleChat ||= []).push(['send', 'One'], ['send', 'Two']);</script>`;
  await page.goto(site.page(plainPage(early + embed(service.origin, KEY))));
  await answer(page, 0);
  await answer(page, 1);
  assert.deepEqual(asked, ['One', 'Two']);
});

test('messages wait even if the extras, which keep them, cannot be loaded', async (t) => {
  const page = await newPage(t);
  await page.route('**/chunks/extras-*', (route) => route.abort());
  await open(t, 'shadow', page);
  await send(page, 'One', 'Two', 'Three');
  for (const index of [0, 1, 2]) await answer(page, index);
  await hears(page, 'reply', 3);
  assert.deepEqual(asked, ['One', 'Two', 'Three']);
});
