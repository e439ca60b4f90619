// Choosing a password with the link that an owner made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, DESKTOP, fillSignIn, inOwnBrowser, PHONE, signedIn } from '../dashboard.mjs';
import { expectAccessible, expectText, newPage, violations } from '../harness.mjs';
import { button, expectFocus, heading } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';
import { totp } from '../totp.mjs';

const [server] = await setUp(localServer());

const PASSWORD = 'eleven small green boats';

const invite = (owner, email) =>
  admin(owner, server, 'POST', '/operators', { email, role: 'editor', tenants: null });

/** Types a password twice, and sends it. */
async function choose(page, password, again = password) {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('Repeat new password').fill(again);
  await button(page, 'Set password').click();
}

test('the secret leaves the address at once, and goes only where it is spent', async (t) => {
  const owner = await signedIn(t, server);
  const { link } = await invite(owner, 'ben@agency.example');
  const [, secret] = link.split('#');
  const page = await newPage(t, DESKTOP);
  const [seen, posted] = [[], []];
  page.on('request', (request) => {
    seen.push(request.url(), ...Object.values(request.headers()));
    if (request.method() !== 'GET') posted.push(`${request.method()} ${request.url()}`);
  });
  await page.goto(link);
  await expectFocus(page, page.getByLabel('New password', { exact: true }));
  assert.equal(page.url(), `${server.console}/set-password`);
  await expectAccessible(page);
  const kept = await page.evaluate(() =>
    [history.state, { ...localStorage }, { ...sessionStorage }].map((at) => JSON.stringify(at)),
  );
  assert.ok(!kept.join().includes(secret), kept.join());

  await choose(page, 'too short');
  await expectText(page.locator('form'), 'Enter at least 10 characters.');
  await choose(page, PASSWORD, 'another one altogether');
  await expectText(page.locator('form'), 'The passwords don’t match.');
  assert.deepEqual(posted, []);
  await page.getByLabel('Repeat new password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expectFocus(page, heading(page, 'Your password is set'));
  await expectText(page.getByRole('main'), 'You are signed in as ben@agency.example');
  await expectAccessible(page);
  assert.deepEqual(posted, [`POST ${server.console}/v1/admin/password-link`]);
  assert.ok(!seen.join().includes(secret), 'addresses and headers without it');

  await page.getByRole('link', { name: 'Open the dashboard' }).click();
  await button(page, 'Account: ben@agency.example').waitFor();
  const again = await newPage(t, DESKTOP);
  await again.goto(server.console);
  await fillSignIn(again, { email: 'ben@agency.example', password: PASSWORD });
  await button(again, 'Account: ben@agency.example').waitFor();
  assert.deepEqual(violations(page), []);
});

test('a spent link says whom to ask, and the next one works in the same tab', async (t) => {
  const owner = await signedIn(t, server);
  const { id, link } = await invite(owner, 'cleo@agency.example');
  const newer = await admin(owner, server, 'POST', `/operators/${id}/password-link`);
  const page = await newPage(t, PHONE);
  await page.goto(link);
  await choose(page, PASSWORD);
  await expectFocus(page, heading(page, 'This link no longer works'));
  await expectText(page.getByRole('main'), 'Ask an owner for a new one.');
  await expectAccessible(page);
  await page.goto(newer.link);
  await choose(page, PASSWORD);
  await expectText(page.getByRole('main'), 'You are signed in as cleo@agency.example');
  assert.equal(page.url(), `${server.console}/set-password`);
});

test('without a secret the page says what to do', async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.goto(`${server.console}/set-password`);
  await expectText(page.getByRole('main'), 'open the link that an owner gave you');
  assert.equal(await page.getByRole('textbox').count(), 0);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'sign in' }).click();
  await heading(page, 'Sign in').waitFor();
});

test('the link signs in its operator where another one was signed in', async (t) => {
  const page = await inOwnBrowser(t, server);
  const { link } = await invite(page, 'dora@agency.example');
  await page.goto(server.console);
  await button(page, `Account: ${server.email}`).waitFor();
  await page.goto(link);
  await choose(page, PASSWORD);
  await page.getByRole('link', { name: 'Open the dashboard' }).click();
  await button(page, 'Account: dora@agency.example').waitFor();
});

test('whoever has a second factor is asked for a code, too', async (t) => {
  const owner = await signedIn(t, server);
  const { id, link } = await invite(owner, 'emil@agency.example');
  const page = await newPage(t, DESKTOP);
  await page.goto(link);
  await choose(page, PASSWORD);
  await heading(page, 'Your password is set').waitFor();
  const { key } = await admin(page, server, 'POST', '/second-factor', { password: PASSWORD });
  const { recovery_codes: codes } = await admin(page, server, 'PUT', '/second-factor', {
    code: totp(key),
  });
  const { link: next } = await admin(owner, server, 'POST', `/operators/${id}/password-link`);
  await page.goto(next);
  await choose(page, 'twelve small green boats');
  const code = page.getByLabel('Code');
  await expectFocus(page, code);
  await button(page, 'Set password').click();
  await expectText(page.locator('form'), 'Enter a code.');
  await code.fill('not a code');
  await button(page, 'Set password').click();
  await expectText(page.locator('form'), 'The code is wrong');
  await expectAccessible(page);
  await code.fill(codes[0]);
  await button(page, 'Set password').click();
  await heading(page, 'Your password is set').waitFor();
});
