// The operator's session in the browser: its cookie, its refusals, its end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  admin,
  chooseInAccount,
  DESKTOP,
  desk,
  fillSignIn,
  inOwnBrowser,
  makeTenant,
  openTenant,
  panels,
  readTenant,
  sessionCookie,
  signedIn,
} from '../dashboard.mjs';
import { plainPage, Site } from '../fixtures/site.mjs';
import { expectText, newPage } from '../harness.mjs';
import { button, expectFocus, heading } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server, stranger] = await setUp(localServer(), Site.start());

test('a deep link asks for a sign-in first, and is shown afterwards', async (t) => {
  const page = await desk(t, server, { slug: 'deep', name: 'Deep link' });
  await page.context().clearCookies();
  await page.goto(`${server.console}/tenants/deep/behaviour`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await fillSignIn(page, { email: server.email, password: 'not the password' });
  await expectText(page.getByRole('alert'), 'No operator has that e-mail address and password.');
  await fillSignIn(page, server);
  await page.getByRole('heading', { name: 'Deep link' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/tenants/deep/behaviour');
});

test('scripts cannot read the session, and other sites cannot use it', async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.goto(server.console);
  await fillSignIn(page, server);
  await panels(page).tenants.waitFor();
  const cookies = await page.context().cookies();
  assert.deepEqual(cookies.map(({ path }) => path).sort(), ['/', '/v1/admin/login']);
  for (const { httpOnly, sameSite } of cookies) {
    assert.deepEqual([httpOnly, sameSite], [true, 'Strict']);
  }
  const left = (await sessionCookie(page)).expires - Date.now() / 1000;
  assert.ok(left > 3_500 && left <= 3_600, `${left} s`);
  const readable = await page.evaluate(() =>
    [document.cookie, ...Object.values(localStorage), ...Object.values(sessionStorage)].join(),
  );
  assert.ok(!readable.includes('eyJ'), readable);

  // Another port is another origin but the same site, so the browser sends the cookie.
  const tenant = JSON.stringify({ slug: 'planted', name: 'Planted' });
  await page.goto(stranger.page(plainPage('')));
  const refused = page.waitForResponse('**/v1/admin/tenants');
  await page.evaluate(
    ([address, body]) =>
      fetch(address, { method: 'POST', mode: 'no-cors', credentials: 'include', body }),
    [`${server.console}/v1/admin/tenants`, tenant],
  );
  assert.equal((await refused).status(), 403);
  const withHeader = page.evaluate(
    ([address, body]) =>
      fetch(address, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json', 'x-bubblechat': '1' },
        body,
      }),
    [`${server.console}/v1/admin/tenants`, tenant],
  );
  await assert.rejects(withHeader, /Failed to fetch/);
  const { items } = await admin(page, server, 'GET', '/tenants?q=planted');
  assert.deepEqual(items, []);
});

test('every unsafe request has the header', async (t) => {
  const page = await newPage(t, DESKTOP);
  const unsafe = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.console) || request.method() === 'GET') return;
    if (request.method() !== 'HEAD') unsafe.push(request);
  });
  await page.goto(server.console);
  await fillSignIn(page, server);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.getByLabel('Name').fill('Header');
  await dialog.getByRole('button', { name: 'Create tenant' }).click();
  const { field, save, revision, chat } = panels(page);
  await field('Primary').fill('#123456');
  await save.click();
  await revision(2).waitFor();
  await chat.dialog.waitFor();
  await chooseInAccount(page, 'Sign out');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const sent = new Set();
  for (const request of unsafe) {
    const { 'x-bubblechat': header, 'x-amz-content-sha256': digest } = request.headers();
    assert.equal(header, '1', request.url());
    assert.match(digest, /^[0-9a-f]{64}$/);
    sent.add(`${request.method()} ${new URL(request.url()).pathname.replace('/v1/admin', '')}`);
  }
  assert.deepEqual(
    [...sent],
    [
      'POST /login',
      'POST /tenants',
      'POST /tenants/header/preview-key',
      'PUT /tenants/header',
      'POST /logout',
    ],
  );
  assert.equal(await sessionCookie(page), undefined);
});

test('a link to the sign-out signs nobody out', async (t) => {
  const page = await signedIn(t, server);
  await page.goto(`${server.console}/sign-out`);
  await page.waitForURL(`${server.console}/`);
  await page.getByRole('button', { name: /^Account/ }).waitFor();
  assert.ok(await sessionCookie(page));
});

test('a failed sign-out is reported and changes nothing', async (t) => {
  // Of its own, because it ends.
  const page = await inOwnBrowser(t, server);
  await makeTenant(page, server, { slug: 'failing', name: 'failing' });
  const { field, tenants } = await openTenant(page, server, 'failing', 'behaviour');
  const leave = () => chooseInAccount(page, 'Sign out');
  await field('Name').evaluate((node) => node.setAttribute('data-same', ''));
  const failures = [
    (route) => route.fulfill({ status: 500, json: { error: { code: 'internal' } } }),
    (route) => route.abort(),
  ];
  for (const fail of failures) {
    await page.route('**/v1/admin/logout', fail, { times: 1 });
    await leave();
    const said = page.getByText('You are still signed in. Try again.');
    await said.waitFor();
    assert.equal(new URL(page.url()).pathname, '/tenants/failing/behaviour');
    assert.equal(await page.locator('[data-same]').count(), 1, 'it is the same page');
    await button(page, 'Dismiss').click();
    await said.waitFor({ state: 'detached' });
  }
  await field('Name').fill('Unsaved');
  await leave();
  const question = page.getByRole('alertdialog', { name: 'Unsaved has unsaved changes' });
  await button(question, 'Stay').click();
  await tenants.getByRole('link', { name: /failing/ }).waitFor();
  assert.ok(await sessionCookie(page), 'the session goes on');
  await leave();
  await button(question, 'Leave without saving').click();
  await heading(page, 'Sign in').waitFor();
  assert.equal(await sessionCookie(page), undefined);
  await fillSignIn(page, server);
  await expectFocus(page, page.getByRole('region', { name: 'Home' }).getByRole('heading').first());
});

test('ten failures lock the account, and the page waits with its visitor', async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.clock.install();
  const wrong = { email: 'mallory@acme.example', password: 'wrong horse battery' };
  await page.goto(server.console);
  for (let failures = 0; failures < 10; failures += 1) {
    await fillSignIn(page, wrong);
    await expectText(page.getByRole('alert'), 'No operator has that e-mail address and password.');
    await page.getByRole('button', { name: 'Sign in', exact: true, disabled: false }).waitFor();
  }
  await fillSignIn(page, wrong);
  const alert = page.getByRole('alert');
  const signIn = button(page, 'Sign in');
  await expectText(alert, 'Too many attempts. Try again in 16 minutes.');
  assert.equal(await page.getByLabel('Password').inputValue(), wrong.password);
  await expectFocus(page, signIn);
  assert.ok(await signIn.isDisabled());
  const tried = [];
  page.on('request', (request) => tried.push(request.url()));
  await page.getByLabel('Password').press('Enter');

  // The wait is the account's.
  await page.getByLabel('E-mail').fill('trent@acme.example');
  await alert.waitFor({ state: 'detached' });
  assert.ok(await signIn.isEnabled());
  await page.getByLabel('E-mail').fill(wrong.email);
  await alert.waitFor();
  assert.ok(await signIn.isDisabled());

  await page.clock.fastForward('15:00');
  await expectText(alert, /Try again in \d0 seconds/);
  await page.clock.fastForward('01:00');
  await expectText(page.getByRole('status'), 'You can try again now.');
  assert.ok(await signIn.isEnabled());
  assert.deepEqual(tried, []);
});

test('somebody whose session ends while working signs in over their edits', async (t) => {
  const page = await desk(t, server, { slug: 'expired', name: 'Expired' });
  const { field, save, revision } = await openTenant(page, server, 'expired');
  await field('Primary').fill('#123456');
  await page.context().clearCookies();
  await save.click();
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.getByLabel('Password').fill('not the password');
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expectText(dialog.getByRole('alert'), 'No operator has');
  assert.equal(await dialog.getByLabel('E-mail').inputValue(), server.email);
  await dialog.getByLabel('Password').fill(server.password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await revision(2).waitFor();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await field('Primary').inputValue(), '#123456');
  assert.equal((await readTenant(page, server, 'expired')).tokens.brand.primary, '#123456');
});

/** Changes the password in the open dialog. */
async function changePassword(dialog, current, next) {
  await dialog.getByLabel('Current password').fill(current);
  await dialog.getByLabel('New password', { exact: true }).fill(next);
  await dialog.getByLabel('Repeat new password').fill(next);
  await dialog.getByRole('button', { name: 'Change password' }).click();
}

test('a change of password ends the other sessions, and nothing in them is lost', async (t) => {
  // One of its own, because the other tests sign in with the old password.
  const server = await localServer();
  t.after(() => server.stop());
  const page = await inOwnBrowser(t, server);
  const other = await inOwnBrowser(t, server);
  await makeTenant(page, server, { slug: 'two-browsers', name: 'Two browsers' });
  const there = await openTenant(other, server, 'two-browsers');
  await there.field('Primary').fill('#123456');

  const here = await openTenant(page, server, 'two-browsers', 'behaviour');
  await chooseInAccount(page, 'Change password…');
  const dialog = page.getByRole('dialog', { name: 'Change password' });
  await changePassword(dialog, 'not the password', 'a new pass phrase');
  await expectText(dialog, 'That is not your current password.');
  await changePassword(dialog, server.password, 'a new pass phrase');
  await dialog.waitFor({ state: 'detached' });
  await expectText(page.getByRole('region', { name: 'Notifications' }), 'Password changed.');

  const refused = other.waitForResponse((response) => response.request().method() === 'PUT');
  await there.save.click();
  assert.equal((await refused).status(), 401);
  const again = other.getByRole('dialog', { name: 'Sign in again' });
  const signIn = async (password) => {
    await again.getByLabel('Password').fill(password);
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await signIn(server.password);
  await expectText(again.getByRole('alert'), 'No operator has');
  server.password = 'a new pass phrase';
  await signIn(server.password);
  await there.revision(2).waitFor();
  await again.waitFor({ state: 'detached' });
  const { tokens } = await readTenant(page, server, 'two-browsers');
  assert.equal(tokens.brand.primary, '#123456');

  await page.reload();
  await here.revision(2).waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0);
});
