// What operators look for: a tenant by its name, a conversation and its newest message.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { admin, makeTenant, openTenant, panels, signedIn, talk } from '../dashboard.mjs';
import { ask, expectText, lastReply } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

test('a tenant is found by words of its name or slug', async (t) => {
  const page = await signedIn(t, server);
  await makeTenant(page, server, { slug: 'garden-shop', name: 'Fern & Field' });
  await makeTenant(page, server, { slug: 'dentist', name: 'Lumen Dental' });
  await page.goto(server.console);
  const { tenants } = panels(page);
  const search = page.getByRole('searchbox', { name: 'Search tenants' });
  const other = tenants.getByRole('link', { name: /Lumen/ });
  await other.waitFor();
  for (const words of ['field', 'FERN fie', 'shop']) {
    await search.fill(words);
    await other.waitFor({ state: 'detached' });
    await tenants.getByRole('link', { name: /Fern & Field/ }).waitFor();
    await search.fill('');
    await other.waitFor();
  }
  await search.fill('nobody');
  await expectText(tenants, 'No tenant’s name or slug contains “nobody”');
  await page.keyboard.press('Control+K');
  const palette = page.getByRole('dialog', { name: 'Go to' });
  await palette.getByRole('combobox').fill('dental');
  await palette.getByRole('option', { name: /Lumen Dental/ }).click();
  await page.getByRole('heading', { name: 'Lumen Dental' }).waitFor();
});

test('a thread opens at its newest message, and earlier ones load above', async (t) => {
  const page = await signedIn(t, server);
  const limits = { key_per_minute: 1000, session_per_minute: 1000, address_per_minute: 1000 };
  await makeTenant(page, server, { slug: 'busy', name: 'Busy', limits });
  await talk(page, server, 'busy', 60);
  const { editor } = await openTenant(page, server, 'busy', 'conversations');
  await editor.getByRole('link', { name: /message 60/ }).click();
  const thread = editor.getByRole('list', { name: 'Messages' });
  const message = (i) => thread.getByText(new RegExp(`message ${i}$`));
  const inSight = (locator) =>
    locator.evaluate((node) => {
      const { top, bottom } = node.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
  await message(60).waitFor();
  assert.ok(await inSight(message(60)), 'the newest is in sight');
  await expectText(editor, 'The newest 50 messages');
  assert.equal(await message(10).count(), 0);
  const earlier = editor.getByRole('button', { name: 'Show earlier messages' });
  await earlier.scrollIntoViewIfNeeded();
  const { y } = await message(11).boundingBox();
  await earlier.click();
  await message(1).waitFor();
  const moved = Math.abs((await message(11).boundingBox()).y - y);
  assert.ok(moved < 2, `what was in sight moved by ${moved} px`);
  assert.match(await thread.getByRole('listitem').first().innerText(), /message 1\n/);
  await expectText(editor, '60 messages, begun');
});

test('preview messages are not among the conversations', async (t) => {
  const page = await signedIn(t, server);
  await makeTenant(page, server, { slug: 'quiet', name: 'Quiet' });
  const { chat, tab, editor, tenants } = await openTenant(page, server, 'quiet');
  await chat.dialog.waitFor();
  const welcomed = await chat.replies.count();
  await ask(chat, 'Just trying');
  await lastReply(chat, welcomed + 1);
  await tab('Conversations').click();
  await expectText(editor, 'No conversations yet');
  await page.reload();
  await expectText(tenants.getByRole('link', { name: /Quiet/ }), 'Not used yet');
});

test('an engine can be tested before visitors can choose it', async (t) => {
  const page = await signedIn(t, server);
  await makeTenant(page, server, {
    slug: 'tested',
    name: 'Tested',
    engines: [
      { name: 'main', provider: 'rules', rules: [], fallback: 'The old one.' },
      { name: 'next', provider: 'rules', rules: [], fallback: 'The new one.' },
    ],
    default_engine: 'main',
  });
  const { editor, field } = await openTenant(page, server, 'tested', 'engines');
  await editor.getByRole('combobox', { name: 'Answered by' }).selectOption('next');
  await field('Message').fill('Hello?');
  await editor.getByRole('button', { name: 'Send test message' }).click();
  await expectText(editor, 'The new one.');
});

const rowOf = (tenants, name) => tenants.getByRole('link', { name });

test('tenants are sorted by name', async (t) => {
  const page = await signedIn(t, server);
  for (const [slug, name] of [
    ['a-last', 'Order zeta'],
    ['b-tenth', 'order 10'],
    ['c-ninth', 'Order 9'],
    ['z-first', 'Order Äpfel'],
  ]) {
    await makeTenant(page, server, { slug, name });
  }
  await page.goto(server.console);
  const { tenants } = panels(page);
  await rowOf(tenants, /Order zeta/).waitFor();
  const names = await tenants.getByRole('link', { name: /order/i }).allInnerTexts();
  assert.deepEqual(
    names.map((text) => /Order \S+/i.exec(text)[0]),
    ['Order 9', 'order 10', 'Order Äpfel', 'Order zeta'],
  );
});

test('visitors’ activity shows within 20 s, and a hidden page requests nothing', async (t) => {
  const page = await signedIn(t, server);
  await page.clock.install();
  await makeTenant(page, server, { slug: 'live', name: 'Live', origins: ['https://live.example'] });
  const path = '/tenants/live/keys';
  const { key } = await admin(page, server, 'POST', path, { name: 'Web', kind: 'publishable' });
  const { tenants, editor } = await openTenant(page, server, 'live', 'embed');
  await expectText(rowOf(tenants, /Live/), 'Not used yet');
  const progress = editor.getByRole('button', { name: /^Set-up/ });
  const before = await progress.innerText();
  const data = JSON.stringify({ session_id: crypto.randomUUID(), message: 'Hello' });
  const { status } = await fetch(`${server.site}/v1/chat`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      origin: 'https://live.example',
      'x-api-key': key,
      'x-amz-content-sha256': createHash('sha256').update(data).digest('hex'),
    },
    body: data,
  });
  assert.equal(status, 200);
  await page.clock.runFor(20_000);
  await expectText(rowOf(tenants, /Live/), '1 conversation today');
  await progress.filter({ hasNotText: before }).waitFor();

  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.clock.runFor(60_000);
  assert.deepEqual(asked, []);
});

test('a listed conversation shows in the list of tenants at once', async (t) => {
  const page = await signedIn(t, server);
  await makeTenant(page, server, { slug: 'at-once', name: 'At once' });
  const { tenants, editor, tab } = await openTenant(page, server, 'at-once', 'embed');
  await expectText(rowOf(tenants, /At once/), 'Not used yet');
  await talk(page, server, 'at-once', 1);
  await tab('Conversations').click();
  await editor.getByRole('link', { name: /message 1/ }).waitFor();
  await expectText(rowOf(tenants, /At once/), '1 conversation today');
});
