// Where the operator is signed in, and signing out there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseInAccount,
  closeTop,
  inOwnBrowser,
  makeTenant,
  openTenant,
  PHONE,
  panels,
  readTenant,
  sessionCookie,
} from '../dashboard.mjs';
import { ask, atRest, expectAccessible, expectText, lastReply, violations } from '../harness.mjs';
import { button, expectFocus, heading, isInSight, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const WINDOWS = {
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
};
const IPHONE = {
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
};

/** The open list of the page's sessions. */
async function openSessions(page) {
  await chooseInAccount(page, 'Signed in on…');
  const dialog = page.getByRole('dialog', { name: 'Where you are signed in' });
  await dialog.getByRole('listitem').first().waitFor();
  return { dialog, rows: dialog.getByRole('listitem') };
}

/** Another browser, with an edit that is not saved yet. */
async function editing(t, slug, options) {
  const page = await inOwnBrowser(t, server, options);
  await makeTenant(page, server, { slug, name: slug });
  const parts = await openTenant(page, server, slug);
  await parts.field('Primary').fill('#123456');
  return { page, ...parts, again: page.getByRole('dialog', { name: 'Sign in again' }) };
}

async function signInAgain({ again }) {
  await again.getByLabel('Password').fill(server.password);
  await button(again, 'Sign in').click();
  await again.waitFor({ state: 'detached' });
}

test('the list names each browser in plain words, this one first', async (t) => {
  const server = await localServer();
  t.after(() => server.stop());
  await inOwnBrowser(t, server, WINDOWS);
  const page = await inOwnBrowser(t, server);
  await inOwnBrowser(t, server, IPHONE);
  await page.goto(server.console);
  const { dialog, rows } = await openSessions(page);
  const texts = await rows.allInnerTexts();
  assert.equal(texts.length, 3);
  assert.match(texts[0], /Chrome on Linux\s+This browser/);
  assert.match(texts[1], /Safari on iPhone/);
  assert.match(texts[2], /Firefox on Windows/);
  for (const text of texts) assert.match(text, /127\.0\.0\.1|::1/);
  for (const text of texts) assert.match(text, /Since \d\d:\d\d/);
  assert.match(texts[1], /Last used just now/);
  assert.equal(await rows.first().getByRole('button').count(), 0, 'this browser has its own way');
  assert.equal(await dialog.getByText('not signed in anywhere else').count(), 0);
});

test('one browser signs another out, which keeps its edits and says why', async (t) => {
  const page = await inOwnBrowser(t, server);
  await page.goto(server.console);
  const other = await editing(t, 'signed-out', WINDOWS);
  await other.chat.dialog.waitFor();
  await other.preview.locator('iframe').evaluate((frame) => frame.setAttribute('data-old', ''));
  const old = other.preview.locator('[data-old]');
  const { dialog, rows } = await openSessions(page);
  const row = rows.filter({ hasText: 'Firefox on Windows' });
  await press(button(row, 'Sign out Firefox on Windows'));
  await row.waitFor({ state: 'detached' });
  await expectText(page.getByRole('region', { name: 'Notifications' }), 'Signed out Firefox');
  const inDialog = () => dialog.evaluate((node) => node.contains(document.activeElement));
  assert.ok(await inDialog(), 'the focus stays in the dialog');

  await other.save.click();
  await expectText(other.again, 'You were signed out in another browser');
  await expectText(other.again, 'Nothing you edited is lost.');
  await signInAgain(other);
  await other.revision(2).waitFor();
  const { tokens } = await readTenant(other.page, server, 'signed-out');
  assert.equal(tokens.brand.primary, '#123456');
  // The key of its preview ended with its session, so there is a new frame with a new one.
  await old.waitFor({ state: 'detached' });
  await other.chat.dialog.waitFor();
  const replies = await other.chat.replies.count();
  await ask(other.chat, 'Are you still there?');
  await lastReply(other.chat, replies + 1);
  assert.deepEqual(violations(page), []);
});

test('a browser that is signed out by itself meanwhile needs no error', async (t) => {
  const page = await inOwnBrowser(t, server);
  const other = await inOwnBrowser(t, server, IPHONE);
  await Promise.all([page.goto(server.console), other.goto(server.console)]);
  const { dialog, rows } = await openSessions(page);
  const row = rows.filter({ hasText: 'Safari on iPhone' });
  await row.waitFor();
  await chooseInAccount(other, 'Sign out');
  await heading(other, 'Sign in').waitFor();
  await button(row, 'Sign out Safari on iPhone').click();
  await row.waitFor({ state: 'detached' });
  assert.equal(await dialog.getByRole('alert').count(), 0);
});

test('a session that cannot be ended is still listed', async (t) => {
  const page = await inOwnBrowser(t, server);
  await inOwnBrowser(t, server, IPHONE);
  await page.goto(server.console);
  await page.route('**/v1/admin/sessions/*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal' } } }),
  );
  const { dialog, rows } = await openSessions(page);
  const row = rows.filter({ hasText: 'Safari on iPhone' });
  await button(row, 'Sign out Safari on iPhone').click();
  await expectText(dialog.getByRole('alert'), 'Something went wrong on the server');
  await row.waitFor();
});

test('signing out everywhere asks first, and includes this browser', async (t) => {
  const here = await editing(t, 'everywhere');
  const other = await editing(t, 'elsewhere', WINDOWS);
  const { page } = here;
  const { dialog } = await openSessions(page);
  const everywhere = button(dialog, 'Sign out everywhere…');
  const question = page.getByRole('alertdialog', { name: 'Sign out everywhere?' });
  const confirm = button(question, 'Sign out everywhere');
  await press(everywhere);
  await expectText(question, 'in every browser, this one included');
  await expectFocus(page, button(question, 'Cancel'));
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await expectFocus(page, everywhere);

  await press(everywhere);
  await confirm.click();
  const unsaved = page.getByRole('alertdialog', { name: /unsaved changes/ });
  await button(unsaved, 'Stay').click();
  assert.ok(await sessionCookie(page), 'the session goes on');

  await openSessions(page);
  await everywhere.click();
  await confirm.click();
  await button(unsaved, 'Leave without saving').click();
  await heading(page, 'Sign in').waitFor();
  assert.equal(await sessionCookie(page), undefined);

  await other.save.click();
  await expectText(other.again, 'You were signed out in another browser');
  await signInAgain(other);
  await other.revision(2).waitFor();
});

test('a sign-out everywhere that fails is reported and changes nothing', async (t) => {
  const page = await inOwnBrowser(t, server);
  await page.goto(server.console);
  const { dialog } = await openSessions(page);
  await page.route('**/v1/admin/sessions', (route) => route.abort());
  await button(dialog, 'Sign out everywhere…').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByText('You are still signed in. Try again.').waitFor();
  await panels(page).tenants.waitFor();
  assert.ok(await sessionCookie(page));
});

test('a list that cannot be loaded can be asked for again', async (t) => {
  const page = await inOwnBrowser(t, server);
  await page.goto(server.console);
  const refuse = (route) => route.fulfill({ status: 403, json: { error: { code: 'no' } } });
  await page.route('**/v1/admin/sessions', refuse);
  await chooseInAccount(page, 'Signed in on…');
  const dialog = page.getByRole('dialog', { name: 'Where you are signed in' });
  await expectText(dialog.getByRole('alert'), 'Your sessions could not be loaded');
  await button(dialog, 'Sign out everywhere…').waitFor();
  await page.unroute('**/v1/admin/sessions');
  await button(dialog, 'Try again').click();
  await expectText(dialog.getByRole('listitem'), 'This browser');
});

for (const colorScheme of ['light', 'dark']) {
  test(`a phone has room for the list: ${colorScheme}`, async (t) => {
    await inOwnBrowser(t, server, IPHONE);
    const page = await inOwnBrowser(t, server, { ...PHONE, colorScheme });
    await page.goto(server.console);
    const { dialog } = await openSessions(page);
    await atRest(page);
    const excess = await dialog.evaluate((node) =>
      [node, ...node.querySelectorAll('*')].map(
        ({ scrollWidth, clientWidth }) => clientWidth && scrollWidth - clientWidth,
      ),
    );
    assert.ok(Math.max(...excess) <= 1, `${Math.max(...excess)} px too wide`);
    for (const name of ['Done', 'Sign out everywhere…', 'Close']) {
      assert.ok(await isInSight(button(dialog, name)), name);
    }
    await expectAccessible(page, '[data-modal]', { exclude: ['[data-base-ui-focus-guard]'] });
    await closeTop(page, dialog);
    await expectFocus(page, page.getByRole('button', { name: /^Account/ }));
  });
}
