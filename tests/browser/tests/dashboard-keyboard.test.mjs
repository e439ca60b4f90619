// Where the focus is, for people who work by keyboard or with a screen reader.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  admin,
  closeTop,
  DESKTOP,
  desk as deskOf,
  openTenant,
  PHONE,
  panels,
} from '../dashboard.mjs';
import { newPage, violations } from '../harness.mjs';
import { button, expectFocus, heading, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const desk = (t, slug, { view, ...settings } = {}) =>
  deskOf(t, server, { slug, ...settings }, view);

test('a dialog opens with the focus on its first field, and Esc closes it', async (t) => {
  const page = await desk(t, 'dialogs');
  const { editor, tab } = await openTenant(page, server, 'dialogs');
  const opens = async (opener, name, first) => {
    await press(opener);
    const dialog = page.getByRole('dialog', { name });
    await dialog.waitFor();
    await expectFocus(page, first(dialog));
    await closeTop(page, dialog);
    await expectFocus(page, opener);
  };
  const account = page.getByRole('button', { name: /^Account/ });
  const chooses = async (menu, item, name, first) => {
    await press(menu);
    await press(page.getByRole('menuitem', { name: item }));
    const dialog = page.getByRole('dialog', { name });
    await dialog.waitFor();
    await expectFocus(page, first(dialog));
    await closeTop(page, dialog);
    await expectFocus(page, menu);
  };
  await opens(button(page, 'New'), 'New tenant', (dialog) => dialog.getByLabel('Name'));
  await chooses(account, 'Change password…', 'Change password', (dialog) =>
    dialog.getByLabel('Current password'),
  );
  await chooses(button(editor, 'Actions for dialogs'), 'Delete', /^Delete/, (dialog) =>
    dialog.getByRole('textbox'),
  );
  await tab('Keys & origins').click();
  await opens(button(editor, 'Create a key'), 'Create a key', (dialog) =>
    dialog.getByRole('radio', { checked: true }),
  );
});

test('Esc closes the dialog even from its close button, whose tooltip is shown', async (t) => {
  const page = await desk(t, 'cross');
  await page.goto(server.console);
  await press(button(page, 'New'));
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await expectFocus(page, dialog.getByLabel('Name'));
  await page.keyboard.press('Shift+Tab');
  await expectFocus(page, button(dialog, 'Close'));
  await page.getByText('Close', { exact: true }).waitFor();
  await closeTop(page, dialog);
});

test('a dialog opened by touch does not bring up the keyboard', async (t) => {
  const page = await desk(t, 'touch', { view: { ...PHONE, hasTouch: true, isMobile: true } });
  await page.goto(server.console);
  await button(page, 'New').tap();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.waitFor();
  await expectFocus(page, dialog);
});

test('after Save, Discard and Undo the focus returns to the edited field', async (t) => {
  const page = await desk(t, 'saves');
  const { editor, field, save, revision } = await openTenant(page, server, 'saves');
  const primary = field('Primary');
  await primary.fill('#123456');
  await press(save);
  await revision(2).waitFor();
  await expectFocus(page, primary);
  await primary.fill('#654321');
  await press(button(editor, 'Discard'));
  await expectFocus(page, primary);
  await press(button(page, 'Undo').last());
  await save.waitFor();
  await expectFocus(page, primary);
  assert.equal(await primary.inputValue(), '#654321');
  await primary.press('Enter');
  assert.deepEqual(violations(page), []);
});

test('a click on nothing leaves the focus nowhere', async (t) => {
  const page = await desk(t, 'nothing');
  const { editor, field, save, revision } = await openTenant(page, server, 'nothing');
  await field('Primary').fill('#123456');
  await page.keyboard.press('Control+S');
  await revision(2).waitFor();
  await field('Primary').fill('#654321');
  await save.focus();
  await editor.getByText('nothing ·').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('Control+S');
  await revision(3).waitFor();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
});

test('two people save: the choice is saved, and the focus returns', async (t) => {
  const page = await desk(t, 'conflict');
  const { field, save, revision } = await openTenant(page, server, 'conflict');
  const { revision: _, ...settings } = await admin(page, server, 'GET', '/tenants/conflict');
  settings.tokens.brand.primary = '#654321';
  await admin(page, server, 'PUT', '/tenants/conflict', settings, { 'if-match': '"1"' });
  await field('Primary').fill('#123456');
  await press(save);
  const dialog = page.getByRole('dialog', { name: 'Somebody else has saved changes' });
  await dialog.waitFor();
  await expectFocus(page, dialog.getByRole('radio', { checked: true }).first());
  await press(button(dialog, 'Save this'));
  await revision(3).waitFor();
  await expectFocus(page, field('Primary'));
});

test('signing in and creating, choosing or deleting a tenant move the focus to a heading', async (t) => {
  const page = await newPage(t, DESKTOP);
  const { tenants, editor } = panels(page);
  await page.goto(server.console);
  await page.getByLabel('E-mail').fill(server.email);
  await page.getByLabel('Password').fill(server.password);
  await page.keyboard.press('Enter');
  await expectFocus(page, page.getByRole('region', { name: 'Home' }).getByRole('heading').first());
  for (const name of ['Arrival', 'Departure']) {
    await press(button(page, 'New'));
    await page.getByRole('dialog', { name: 'New tenant' }).getByLabel('Name').fill(name);
    await page.keyboard.press('Enter');
    await expectFocus(page, heading(editor, name));
  }
  await press(tenants.getByRole('link', { name: /Arrival/ }));
  await expectFocus(page, heading(editor, 'Arrival'));
  await press(button(editor, 'Actions for arrival'));
  await press(page.getByRole('menuitem', { name: 'Delete tenant…' }));
  const dialog = page.getByRole('dialog', { name: /^Delete/ });
  await dialog.getByRole('textbox').fill('arrival');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await expectFocus(page, page.getByRole('region', { name: 'Home' }).getByRole('heading').first());
});

test('signing in again returns the focus to the field', async (t) => {
  const page = await desk(t, 'again');
  const { field, save, revision } = await openTenant(page, server, 'again');
  await field('Primary').fill('#123456');
  await page.context().clearCookies();
  await press(save);
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await expectFocus(page, dialog.getByLabel('Password'));
  await dialog.getByLabel('Password').fill(server.password);
  await page.keyboard.press('Enter');
  await revision(2).waitFor();
  await expectFocus(page, field('Primary'));
});

test('creating and revoking a key keep the focus at the keys', async (t) => {
  const page = await desk(t, 'keys');
  const { editor } = await openTenant(page, server, 'keys', 'keys');
  const make = button(editor, 'Create a key');
  for (const name of ['First', 'Second']) {
    await press(make);
    const dialog = page.getByRole('dialog', { name: 'Create a key' });
    await dialog.getByLabel('Name').fill(name);
    await page.keyboard.press('Enter');
    await press(button(page, 'Done'));
    await editor.getByText(name, { exact: true }).waitFor();
  }
  await expectFocus(page, make);
  const revoke = async (name) => {
    await press(button(editor, `Actions for ${name}`));
    await press(page.getByRole('menuitem', { name: 'Revoke…' }));
    await press(button(page, 'Revoke key'));
    await button(page, 'Revoke key').waitFor({ state: 'detached' });
  };
  await revoke('Second');
  await expectFocus(page, button(editor, 'Copy First'));
  await revoke('First');
  await expectFocus(page, make);
});
