// The team: owners invite, change, disable and remove.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  admin,
  chooseInAccount,
  colleague,
  DESKTOP,
  inOwnBrowser,
  makeTenant,
  openTenant,
} from '../dashboard.mjs';
import { expectAccessible, expectText, newPage, violations } from '../harness.mjs';
import { button, expectFocus, heading, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const notice = (page) => page.getByRole('region', { name: 'Notifications' });
const row = (page, email) => page.getByRole('listitem').filter({ hasText: email });

async function openTeam(t) {
  const page = await inOwnBrowser(t, server);
  await page.goto(`${server.console}/team`);
  await row(page, server.email).waitFor();
  return page;
}

/** By keyboard, from the menu of somebody's row. */
async function act(page, email, action) {
  await press(button(page, `Actions for ${email}`));
  await press(page.getByRole('menuitem', { name: action, exact: true }));
}

test('an owner invites by keyboard, and the link is shown once', async (t) => {
  const page = await inOwnBrowser(t, server);
  await makeTenant(page, server, { slug: 'fern', name: 'Fern & Field' });
  await page.goto(server.console);
  await chooseInAccount(page, 'Team');
  await expectFocus(page, heading(page, 'Team'));
  await expectText(row(page, server.email), 'You');
  await expectAccessible(page);
  await press(button(page, 'Invite…'));
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  await expectFocus(page, dialog.getByLabel('E-mail'));
  await page.keyboard.type('lin@fern.example');
  await press(dialog.getByRole('radio', { name: /^Viewer/ }), 'Space');
  await press(dialog.getByRole('radio', { name: 'Only these' }), 'Space');
  await press(button(dialog, 'Create invitation'));
  await expectText(dialog, 'Choose at least one tenant.');
  await press(dialog.getByRole('checkbox', { name: /Fern/ }), 'Space');
  await expectAccessible(page);
  await press(button(dialog, 'Create invitation'));
  const shown = page.getByRole('dialog', { name: 'The invitation of lin@fern.example' });
  await expectText(shown, `${server.console}/set-password#bc_pl_`);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  assert.ok(await shown.isVisible(), 'Esc does not lose the link');
  await press(button(shown, 'I’ve copied it'));
  await expectText(row(page, 'lin@fern.example'), 'Invited');
  const { items } = await admin(page, server, 'GET', '/operators');
  const { role, tenants } = items.find(({ email }) => email === 'lin@fern.example');
  assert.deepEqual({ role, tenants }, { role: 'viewer', tenants: ['fern'] });

  await press(button(page, 'Invite…'));
  await dialog.getByLabel('E-mail').fill('LIN@fern.example');
  await press(button(dialog, 'Create invitation'));
  await expectText(dialog, 'An operator has this e-mail address.');
  assert.deepEqual(violations(page), []);
});

test('a role, an address and tenants are changed, and the change is followed', async (t) => {
  const page = await openTeam(t);
  const ben = await colleague(t, page, server, { email: 'ben@agency.example', role: 'editor' });
  await ben.goto(server.console);
  await button(ben, 'Account: ben@agency.example').waitFor();
  await row(page, 'ben@agency.example').waitFor();
  await act(page, 'ben@agency.example', 'Edit…');
  const dialog = page.getByRole('dialog', { name: 'Edit ben@agency.example' });
  await dialog.getByLabel('E-mail').fill('benjamin@agency.example');
  await dialog.getByRole('radio', { name: /^Owner/ }).click();
  await button(dialog, 'Save').click();
  await dialog.waitFor({ state: 'detached' });
  await expectText(row(page, 'benjamin@agency.example'), 'Owner');
  await ben.goto(`${server.console}/team`);
  await row(ben, server.email).waitFor();
  await act(ben, server.email, 'Edit…');
  const mine = ben.getByRole('dialog', { name: `Edit ${server.email}` });
  await mine.getByRole('radio', { name: /^Viewer/ }).click();
  await button(mine, 'Save').click();
  await mine.waitFor({ state: 'detached' });

  // The other owner's page still offers what they may no longer do, and learns it from the refusal.
  await act(page, 'benjamin@agency.example', 'Disable…');
  await button(page, 'Disable').click();
  await page.getByText('Your role doesn’t include this page').waitFor();
  await act(ben, server.email, 'Edit…');
  await mine.getByRole('radio', { name: /^Owner/ }).click();
  await button(mine, 'Save').click();
  await mine.waitFor({ state: 'detached' });
});

test('whoever is disabled is told so at the next request, and signs in once enabled', async (t) => {
  const page = await openTeam(t);
  await makeTenant(page, server, { slug: 'ended', name: 'Ended' });
  const cleo = await colleague(t, page, server, { email: 'cleo@agency.example' });
  const { field, save, revision } = await openTenant(cleo, server, 'ended');
  await field('Primary').fill('#123456');
  await row(page, 'cleo@agency.example').waitFor();
  await act(page, 'cleo@agency.example', 'Disable…');
  await button(page, 'Disable').click();
  await expectText(notice(page), 'cleo@agency.example is disabled.');
  await expectText(row(page, 'cleo@agency.example'), 'Disabled');
  await save.click();
  const again = cleo.getByRole('dialog', { name: 'Sign in again' });
  await expectText(again, 'an owner disabled or removed your account');
  await again.getByLabel('Password').fill('a long enough password');
  await button(again, 'Sign in').click();
  await expectText(again.getByRole('alert'), 'No operator has');
  await act(page, 'cleo@agency.example', 'Enable');
  await expectText(notice(page), 'cleo@agency.example can sign in again.');
  await again.getByLabel('Password').fill('a long enough password');
  await button(again, 'Sign in').click();
  await revision(2).waitFor();
});

test('a forgotten password is replaced by a link, and whoever is removed is gone', async (t) => {
  const page = await openTeam(t);
  await colleague(t, page, server, { email: 'dora@agency.example' });
  await row(page, 'dora@agency.example').waitFor();
  await act(page, 'dora@agency.example', 'New password link');
  const shown = page.getByRole('dialog', { name: 'A new password for dora@agency.example' });
  const link = await shown.getByText('#bc_pl_').innerText();
  await button(shown, 'I’ve copied it').click();
  await expectText(row(page, 'dora@agency.example'), 'Password link works until');
  const other = await newPage(t, DESKTOP);
  await other.goto(link);
  await other.getByLabel('New password', { exact: true }).fill('twelve small green boats');
  await other.getByLabel('Repeat new password').fill('twelve small green boats');
  await button(other, 'Set password').click();
  await heading(other, 'Your password is set').waitFor();
  await act(page, 'dora@agency.example', 'Remove…');
  const question = page.getByRole('alertdialog', { name: 'Remove dora@agency.example?' });
  await expectAccessible(page);
  await button(question, 'Remove').click();
  await row(page, 'dora@agency.example').waitFor({ state: 'detached' });
  await other.getByRole('link', { name: 'Open the dashboard' }).click();
  await heading(other, 'Sign in').waitFor();
});

test('others are not offered the team', async (t) => {
  const page = await inOwnBrowser(t, server);
  const ed = await colleague(t, page, server, { email: 'ed@agency.example', role: 'editor' });
  await ed.goto(`${server.console}/team`);
  await ed.getByText('Your role doesn’t include this page').waitFor();
  await button(ed, 'Account: ed@agency.example').click();
  await ed.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  assert.equal(await ed.getByRole('menuitem', { name: 'Team' }).count(), 0);
});
