// The attack strings in a real browser: nothing runs, and nothing forbidden is requested.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { KEY, ReplyStream, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, lastReply, newPage, openChat, widget } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const attacks = JSON.parse(
  readFileSync(new URL('../../../widget/test/markdown/attacks.json', import.meta.url), 'utf8'),
);
const [service, site] = await setUp(Service.start(), Site.start());

/** Records everything that an attack could cause. */
function guard(page) {
  const harm = [];
  page.on('dialog', (dialog) => {
    harm.push(`dialog ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('popup', (popup) => harm.push(`popup ${popup.url()}`));
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== service.origin && origin !== site.origin) harm.push(`request ${request.url()}`);
  });
  return harm;
}

/** Waits until a late handler would have run and its request, which precedes this one, would have been reported. */
const settle = (page) =>
  page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await fetch(location.href);
  });

for (const size of [1, 3, 7, 10_000]) {
  test(`each attack, streamed in pieces of ${size}`, async (t) => {
    const page = await newPage(t);
    const harm = guard(page);
    service.answer = async ({ message, message_id }, response) => {
      const stream = new ReplyStream(response, message_id);
      const pieces = attacks[Number(message)].match(new RegExp(`[^]{1,${size}}`, 'gu'));
      for (const piece of pieces) stream.token(piece);
      stream.done();
    };
    await page.goto(site.page(plainPage(embed(service.origin, KEY, 'data-open'))));
    await widget(page).dialog.waitFor();
    const links = await page.evaluate(answerAll, attacks.length);
    await settle(page);
    assert.deepEqual(links.sort(), ['http:', 'https:', 'mailto:', 'tel:']);
    assert.deepEqual(harm, []);
  });
}

/** Answers with each attack in turn, in a new thread, and returns the kinds of links that resulted. */
async function answerAll(count) {
  const element = document.querySelector('chat-widget');
  const found = new Set();
  for (let index = 0; index < count; index++) {
    const replied = new Promise((resolve) => {
      element.addEventListener('bubblechat:reply', resolve, { once: true });
    });
    element.send(String(index));
    await replied;
    for (const link of element.shadowRoot.querySelectorAll('.assistant a'))
      found.add(link.protocol);
    // Handlers and loads run later; after two frames they would have run.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    element.reset();
  }
  return [...found];
}

test('all attacks in one streamed reply, and what a visitor types', async (t) => {
  const page = await newPage(t);
  const harm = guard(page);
  service.answer = async ({ message_id }, response) => {
    const stream = new ReplyStream(response, message_id);
    const inline = attacks.filter((attack) => !/^(```|~~~)/.test(attack)).join('\n\n');
    for (const piece of inline.match(/[\s\S]{1,5}/gu)) stream.token(piece);
    stream.done();
  };
  await page.goto(site.page(plainPage(embed(service.origin, KEY))));
  const chat = await openChat(page);
  await ask(chat, '<img src=x onerror=alert(1)>');
  await lastReply(chat, 2);
  await settle(page);
  assert.deepEqual(harm, []);
});
