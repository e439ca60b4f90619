// The real local server's demo page, as a visitor of a customer's site sees it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, expectAccessible, lastReply, newPage, openChat, watch, widget } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server, stranger] = await setUp(localServer({ demo: true }), Site.start());

test('axe finds nothing in the widget on the demo page', async (t) => {
  const page = await newPage(t);
  await page.goto(server.demo);
  await openChat(page);
  await expectAccessible(page, 'chat-widget');
});

test('a message is answered, and a reload brings the thread back', async (t) => {
  const page = await newPage(t);
  await page.goto(server.demo);
  const chat = await openChat(page);
  const welcomed = await chat.replies.count();
  await ask(chat, 'What are your opening hours?');
  const answer = await lastReply(chat, welcomed + 1);
  assert.ok(answer.length > 0);
  await page.reload();
  await chat.questions.first().waitFor();
  assert.match(await chat.questions.first().innerText(), /What are your opening hours\?/);
  assert.equal(await lastReply(chat, welcomed + 1), answer);
  assert.deepEqual(page.complaints, []);
});

test('two tabs have two threads', async (t) => {
  const one = await newPage(t);
  const two = watch(await one.context().newPage());
  for (const [page, text] of [
    [one, 'I am the first tab'],
    [two, 'I am the second tab'],
  ]) {
    await page.goto(server.demo);
    const chat = await openChat(page);
    const welcomed = await chat.replies.count();
    await ask(chat, text);
    await lastReply(chat, welcomed + 1);
  }
  for (const page of [one, two]) {
    await page.reload();
    await widget(page).questions.first().waitFor();
    assert.equal(await widget(page).questions.count(), 1);
  }
  assert.match(await widget(one).questions.innerText(), /first tab/);
});

test('a page whose origin is not allowed can read why', async (t) => {
  const page = await newPage(t);
  const complaint = page.waitForEvent('console', (message) =>
    message.text().includes('origin_not_allowed'),
  );
  await page.goto(stranger.page(plainPage(embed(server.site, server.key))));
  assert.ok((await complaint).text().includes(stranger.origin));
});

test('nothing is stored before the first interaction', async (t) => {
  const page = await newPage(t);
  await page.goto(server.demo);
  await widget(page).launcher.waitFor();
  const stored = await page.evaluate(() => sessionStorage.length + localStorage.length);
  assert.equal(stored, 0);
});

test('a rating is stored, and a deleted chat is gone', async (t) => {
  const page = await newPage(t);
  await page.goto(server.demo);
  const chat = await openChat(page);
  const welcomed = await chat.replies.count();
  await ask(chat, 'What are your opening hours?');
  await lastReply(chat, welcomed + 1);
  const rated = page.waitForResponse((response) => response.url().endsWith('/feedback'));
  await chat.dialog.getByRole('button', { name: 'Good answer' }).last().click();
  assert.equal((await rated).ok(), true);
  await page.reload();
  await chat.dialog.locator('.up[aria-pressed=true]').waitFor();
  await chat.dialog.getByRole('button', { name: 'Menu' }).click();
  await chat.dialog.getByRole('button', { name: 'Delete this chat' }).click();
  const session = () =>
    page.evaluate(() => {
      const name = Object.keys(sessionStorage).find((key) => key.endsWith(':session'));
      return name ? sessionStorage.getItem(name) : null;
    });
  const id = await session();
  await chat.dialog.getByRole('button', { name: 'Delete for good?' }).click();
  await chat.questions.first().waitFor({ state: 'detached' });
  assert.equal(await session(), null);
  const headers = {
    'X-API-Key': server.key,
    'X-Session-Id': id,
    Origin: new URL(server.demo).origin,
  };
  const left = await page.request.get(`${server.site}/v1/conversation`, { headers });
  assert.deepEqual((await left.json()).messages ?? [], []);
  assert.deepEqual(page.complaints, []);
});

/** Lets another origin embed the demo tenant, as its operator would. */
async function allow(origin) {
  const admin = (path, init = {}) =>
    fetch(`${server.console}/v1/admin${path}`, {
      ...init,
      headers: {
        'content-type': 'application/json',
        'x-bubblechat': '1',
        'x-amz-content-sha256': createHash('sha256')
          .update(init.body ?? '')
          .digest('hex'),
        ...init.headers,
      },
    });
  const { email, password } = server;
  const login = await admin('/login', {
    method: 'POST',
    body: JSON.stringify({ email, password }),
  });
  const cookie = login.headers.get('set-cookie').split(';', 1)[0];
  const current = await admin('/tenants/demo', { headers: { cookie } });
  const { slug, revision, created_at, updated_at, provider_keys, ...document } =
    await current.json();
  const body = JSON.stringify({ ...document, origins: [...document.origins, origin] });
  const headers = { cookie, 'if-match': String(revision) };
  const saved = await admin(`/tenants/${slug}`, { method: 'PUT', headers, body });
  assert.equal(saved.status, 200, await saved.text());
}

test('the iframe mode works under the real frame’s policy', async (t) => {
  const page = await newPage(t);
  await allow(stranger.origin);
  const tag = embed(server.site, server.key, 'data-isolation="iframe"');
  await page.goto(stranger.page(plainPage(tag)));
  const answered = page.waitForResponse((response) => response.url().includes('/v1/widget/frame'));
  await widget(page).launcher.click();
  const policy = (await answered).headers()['content-security-policy'];
  assert.match(
    policy,
    /script-src 'self';.*require-trusted-types-for 'script'; trusted-types 'none'/,
  );
  const chat = widget(page.frameLocator('chat-widget iframe'));
  await chat.dialog.waitFor();
  const welcomed = await chat.replies.count();
  await ask(chat, 'What are your opening hours?');
  assert.ok((await lastReply(chat, welcomed + 1)).length > 0);
  assert.deepEqual(page.complaints, []);
});
