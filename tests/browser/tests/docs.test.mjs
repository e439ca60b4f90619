// The API reference on the site: its policy, its pages, and the forms that try its routes.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { request } from 'playwright-core';
import { admin, DESKTOP, PHONE, startSession } from '../dashboard.mjs';
import { expectAccessible, expectText, newPage, violations } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer({ demo: true }));
let key;

before(async () => {
  const operator = { request: await request.newContext() };
  await startSession(operator, server);
  const made = { name: 'Docs', kind: 'secret', scopes: ['chat'] };
  ({ key } = await admin(operator, server, 'POST', '/tenants/demo/keys', made));
  await operator.request.dispose();
});

async function open(t, path, options = DESKTOP) {
  const page = await newPage(t, options);
  const response = await page.goto(server.site + path);
  assert.equal(response.status(), 200);
  return { page, headers: response.headers() };
}

/** A route's form, which is inside its details. */
async function trial(page, route) {
  const details = page.locator('details.route', {
    has: page.locator('summary', { hasText: route }),
  });
  await details.locator('summary').click();
  return details.locator('form');
}

test('the page holds a strict policy', async (t) => {
  const { page, headers } = await open(t, '/docs');
  const policy = headers['content-security-policy'];
  for (const part of ["default-src 'none'", "script-src 'self';", "trusted-types 'none'"]) {
    assert.ok(policy.includes(part), policy);
  }
  await page.getByLabel('API key').waitFor();
  await expectAccessible(page);
  assert.deepEqual(violations(page), []);
});

test('a message that is tried is answered as a stream', async (t) => {
  const { page } = await open(t, '/docs');
  await page.getByLabel('API key').fill(key);
  const form = await trial(page, 'POST /v1/chat');
  await form
    .getByLabel('Body')
    .fill('{"session_id":"a-session-to-try-it","message":"opening hours"}');
  await form.getByRole('button', { name: 'Send' }).click();
  await expectText(form.getByRole('status'), 'Answered with 200.');
  const output = await form.locator('pre').innerText();
  for (const part of ['200', 'content-type: text/event-stream', 'event: token', 'event: done']) {
    assert.ok(output.includes(part), output);
  }
  assert.deepEqual(violations(page), []);
});

test('a refusal is shown with its reason', async (t) => {
  const { page } = await open(t, '/docs');
  await page.getByLabel('API key').fill('bc_sk_wrong');
  const form = await trial(page, 'GET /v1/conversation');
  await form.getByRole('button', { name: 'Send' }).click();
  await expectText(form.getByRole('status'), 'Answered with 401.');
  await expectText(form.locator('pre'), '"code": "invalid_key"');
});

test('the routes of the console are described, but cannot be tried', async (t) => {
  const { page } = await open(t, '/docs');
  await page.getByLabel('API key').waitFor();
  const login = page.locator('#login');
  assert.equal(await login.count(), 1);
  assert.equal(await login.locator('form').count(), 0);
});

test('whoever comes from another widget finds the names here', async (t) => {
  const { page } = await open(t, '/docs', PHONE);
  await page.getByRole('link', { name: 'coming from another widget' }).click();
  await page.getByRole('heading', { name: 'Coming from another widget', level: 1 }).waitFor();
  await expectText(page.locator('table'), 'conversationId');
  await expectAccessible(page);
  const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(scrollWidth <= PHONE.viewport.width, `${scrollWidth} px wide`);
  assert.deepEqual(violations(page), []);
});

test('programs find the OpenAPI document on the site too', async (t) => {
  const { page } = await open(t, '/docs');
  const [site, console] = await Promise.all(
    [server.site, server.console].map(async (origin) =>
      (await page.request.get(`${origin}/v1/openapi.json`)).text(),
    ),
  );
  assert.equal(site, console);
  assert.ok(JSON.parse(site).paths['/v1/chat']);
});
