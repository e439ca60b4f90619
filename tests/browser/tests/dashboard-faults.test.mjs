// What an operator sees of an engine that fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, openTenant, panels, shopServer } from '../dashboard.mjs';
import { Provider, refuses, says } from '../fixtures/provider.mjs';
import { expectAccessible, expectText } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server, provider] = await setUp(localServer(), Provider.start());

const FAQ = { name: 'faq', provider: 'rules', rules: [], fallback: 'Later.' };

/** A tenant whose `main` asks the provider. */
const shaky = (t, slug, main = {}, default_engine = 'main') =>
  desk(t, server, {
    slug,
    engines: [FAQ, provider.engine('main', main)],
    default_engine,
    visitor_engines: ['faq', 'main'],
  });

/** The key of `main` is refused, and a visitor finds out. */
async function refuseKey(page, slug) {
  provider.answer = refuses(401, 'invalid_api_key');
  const post = await shopServer(page, server, slug);
  const response = await post('/chat', { message: 'Hello', engine: 'main' });
  assert.equal(response.status(), 502, await response.text());
}

const sentence = (text) => new RegExp(`main has been failing since .*${text}`);

/** The Prompt & engines tab, and a way to test an engine there. */
async function testing(page, slug) {
  const parts = await openTenant(page, server, slug, 'engines');
  const { editor } = parts;
  const send = async (text) => {
    await editor.getByRole('textbox', { name: 'Message' }).fill(text);
    await editor.getByRole('button', { name: 'Send test message' }).click();
  };
  const card = editor.getByRole('region', { name: 'Engine main' });
  return { ...parts, send, card, badge: card.getByText('Failing', { exact: true }) };
}

test('an engine that fails is marked with the reason and the fix, until it answers', async (t) => {
  const page = await shaky(t, 'shaky');
  const { editor, tenants, send, card, badge } = await testing(page, 'shaky');
  provider.answer = refuses(401, 'invalid_api_key');
  await send('Hello');
  const refused = sentence('The key was refused by 127.0.0.1.*Enter a new key');
  await editor.locator('form').getByRole('alert').filter({ hasText: refused }).waitFor();
  await badge.waitFor();
  await expectText(card.getByRole('alert'), refused);
  const row = tenants.getByRole('link', { name: /main: key refused since \d\d:\d\d/ });
  await row.waitFor();
  await expectAccessible(page);

  await page.goto(server.console);
  const start = page.getByRole('region', { name: 'Home' });
  await start.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
  await expectText(start.getByRole('listitem'), 'The key was refused by 127.0.0.1');
  await expectAccessible(page);
  await start.getByRole('link', { name: 'Open: shaky' }).click();
  await expectText(card.getByRole('alert'), refused);

  provider.answer = says('Hello again.');
  await send('Hello?');
  await expectText(editor.getByRole('figure'), 'Hello again.');
  await badge.waitFor({ state: 'detached' });
  await row.waitFor({ state: 'detached' });
  assert.equal(await card.getByRole('alert').count(), 0);
});

test('an engine with a new key counts as working until it fails again', async (t) => {
  const page = await shaky(t, 'rekeyed');
  await refuseKey(page, 'rekeyed');
  const { editor, send, card, badge } = await testing(page, 'rekeyed');
  await badge.waitFor();
  await card.getByRole('button', { name: `Set key… for ${provider.host}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key').fill('sk-new');
  await dialog.getByRole('button', { name: 'Set key' }).click();
  await badge.waitFor({ state: 'detached' });
  await send('Hello?');
  await editor.locator('form').getByRole('alert').waitFor();
  await badge.waitFor();
});

test('a failing engine is open, whichever is the default', async (t) => {
  const page = await shaky(t, 'opened', {}, 'faq');
  await refuseKey(page, 'opened');
  const { badge, card } = await testing(page, 'opened');
  await badge.waitFor();
  await card.getByRole('alert').waitFor();
});

const REFUSALS = [
  [401, 'invalid_api_key', 'The key was refused by 127.0.0.1'],
  [402, 'insufficient_quota', /The account at 127\.0\.0\.1\S* has no credit left\. Add credit/],
  [404, 'model_not_found', 'The model is unknown at 127.0.0.1'],
  [400, 'content_filter', 'The content of the message was refused by 127.0.0.1'],
  [503, 'overloaded', 'Nothing came from 127.0.0.1'],
];

test('a thread says of each reply without words why it has none', async (t) => {
  const page = await shaky(t, 'mute');
  const post = await shopServer(page, server, 'mute');
  for (const [status, code] of REFUSALS) {
    provider.answer = refuses(status, code);
    const response = await post('/chat', { message: code });
    assert.equal(response.status(), 502, code);
    assert.ok(!(await response.text()).includes('Not for visitors'));
  }
  const stopped = await (await post('/messages', { message: 'never mind' })).json();
  await post(`/replies/${stopped.reply_id}/stop`);

  const { editor } = await openTenant(page, server, 'mute', 'conversations');
  await editor.getByRole('link', { name: /never mind/ }).click();
  const replies = editor.getByRole('list', { name: 'Messages' }).getByRole('listitem');
  for (const [i, [status, code, text]] of REFUSALS.entries()) {
    const reply = replies.nth(2 * i + 1);
    await expectText(reply, text);
    await expectText(reply, `${provider.host} · ${status} · ${code}`);
    await expectText(reply, '(no answer)');
  }
  await expectText(replies.last(), '(stopped before its first word)');
  assert.equal(await editor.getByText('(nothing yet)').count(), 0);
  await expectAccessible(page);
});

test('a reply by a fallback says whose place it took, and why', async (t) => {
  const page = await shaky(t, 'replaced', { fallback_engine: 'faq' });
  const post = await shopServer(page, server, 'replaced');
  provider.answer = refuses(402, 'insufficient_quota');
  assert.equal((await post('/chat', { message: 'Hello' })).status(), 200);
  const { editor } = await openTenant(page, server, 'replaced', 'conversations');
  await editor.getByRole('link', { name: /Hello/ }).click();
  const reply = editor.getByRole('list', { name: 'Messages' }).getByRole('listitem').last();
  await expectText(reply, 'Later.');
  await expectText(reply, /main could not answer, so faq did\. The account at .* has no credit/);
  await panels(page)
    .tenants.getByRole('link', { name: /main: no credit left since/ })
    .waitFor();
});
