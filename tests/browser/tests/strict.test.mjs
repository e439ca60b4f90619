// The strictest page: nothing allowed but the widget's own origin, Trusted Types enforced.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KEY, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, lastReply, newPage, openChat, useBrowser } from '../harness.mjs';

useBrowser();
let service;
let site;

before(async () => {
  service = await Service.start();
  site = await Site.start();
});
after(() => Promise.all([service.stop(), site.stop()]));

/** The header that docs/embedding.md tells owners to use. */
const policy = (origin) =>
  `default-src 'none'; script-src ${origin}; connect-src ${origin}; ` +
  "require-trusted-types-for 'script'; trusted-types 'none'";

test('the chat works under a strict policy without one violation', async (t) => {
  const page = await newPage(t);
  const headers = { 'content-security-policy': policy(service.origin) };
  await page.goto(site.page(plainPage(embed(service.origin, KEY)), headers));
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  assert.equal(await lastReply(chat, 2), 'You said it.');
  const background = await chat.launcher.evaluate((node) => getComputedStyle(node).backgroundColor);
  assert.equal(background, 'rgb(15, 118, 110)');
  assert.deepEqual(page.complaints, []);
});
