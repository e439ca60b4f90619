// The strictest page: it allows only the widget's own origin and enforces Trusted Types.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { policy } from '../fixtures/policy.mjs';
import { KEY, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, lastReply, newPage, openChat } from '../harness.mjs';
import { WIDGET_DIST } from '../paths.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());

test('the chat works under a strict policy without a violation', async (t) => {
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

test('a pinned version matches the manifest', async (t) => {
  const page = await newPage(t);
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', WIDGET_DIST), 'utf8'));
  const tag = `<script src="${service.origin}/${manifest.file}" integrity="${manifest.integrity}"
    crossorigin="anonymous" data-key="${KEY}" async></script>`;
  await page.goto(site.page(plainPage(tag)));
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  assert.equal(await lastReply(chat, 2), 'You said it.');
  assert.deepEqual(page.complaints, []);
});
