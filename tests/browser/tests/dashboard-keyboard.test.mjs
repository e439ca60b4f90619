// Where the focus is, what is visible and what is announced, for people who work by keyboard or with a screen reader.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  admin,
  closeTop,
  DESKTOP,
  desk as deskOf,
  fillSignIn,
  makeTenant,
  openTenant,
  PHONE,
  panels,
  talk,
} from '../dashboard.mjs';
import { expectText, newPage, until, violations } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const desk = (t, slug, { view, ...settings } = {}) =>
  deskOf(t, server, { slug, ...settings }, view);

/** Waits until `locator` has the focus, or fails with the element that has it instead. */
async function expectFocus(page, locator) {
  const isThere = () => locator.evaluateAll((found) => found.includes(document.activeElement));
  if (await until(page, isThere)) return;
  const other = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
  assert.fail(`the focus is not on ${locator}, but on ${other}`);
}

/** By keyboard, wherever the focus was. */
async function press(locator, key = 'Enter') {
  await locator.focus();
  await locator.page().keyboard.press(key);
}

const button = (part, name) => part.getByRole('button', { name, exact: true });
const heading = (part, name) => part.getByRole('heading', { name, exact: true });

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
  const { field, save, revision } = await openTenant(page, server, 'nothing');
  await field('Primary').fill('#123456');
  await page.keyboard.press('Control+S');
  await revision(2).waitFor();
  await field('Primary').fill('#654321');
  await save.focus();
  await page.getByText('revision 2').click();
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
  await expectFocus(page, page.getByRole('region', { name: 'Start' }).getByRole('heading').first());
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
  await expectFocus(page, page.getByRole('region', { name: 'Start' }).getByRole('heading').first());
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

test('the row of tabs fades where it continues', async (t) => {
  const page = await desk(t, 'fade', { view: { viewport: { width: 480, height: 740 } } });
  const { tab } = await openTenant(page, server, 'fade');
  const row = page.getByRole('navigation', { name: 'Settings' }).locator('[data-hidden]');
  const fades = async (side) => {
    await row.and(page.locator(`[data-hidden="${side}"]`)).waitFor();
    assert.match(await row.evaluate((node) => getComputedStyle(node).maskImage), /gradient/);
  };
  await fades('end');
  await tab('Conversations').click();
  await fades('start');
  await page.setViewportSize({ width: 360, height: 740 });
  await tab('Prompt & engines').click();
  await fades('both');
  await page.setViewportSize(DESKTOP.viewport);
  await row.waitFor({ state: 'detached' });
});

test('Back returns to the previous tab without a question', async (t) => {
  const page = await desk(t, 'back');
  const { field, tab, save } = await openTenant(page, server, 'back');
  await field('Primary').fill('#123456');
  await tab('Behaviour').click();
  await field('Name').waitFor();
  await tab('Keys & origins').click();
  await field('Allow an origin').waitFor();
  await page.goBack();
  await field('Name').waitFor();
  await page.goBack();
  assert.equal(await field('Primary').inputValue(), '#123456');
  await save.waitFor();
});

test('a tab opens at its top and announces its name', async (t) => {
  const page = await desk(t, 'top', { view: { viewport: { width: 1024, height: 600 } } });
  const { editor, tab, field } = await openTenant(page, server, 'top');
  const top = () => heading(editor, 'top').evaluate((node) => node.getBoundingClientRect().top);
  const before = await top();
  await editor.getByRole('heading').last().scrollIntoViewIfNeeded();
  assert.ok((await top()) < before, 'it scrolls');
  await tab('Behaviour').click();
  await field('Name').waitFor();
  assert.equal(await top(), before);
  assert.equal(await page.title(), 'Behaviour · top · BubbleChat');
  await expectText(page.locator('[aria-live]'), 'Behaviour is shown');
  await page.goto(`${server.console}/tenants/top/engines#prompt`);
  await expectFocus(page, field('System prompt'));
});

const LIMITS = { key_per_minute: 1000, session_per_minute: 1000, address_per_minute: 1000 };

/** Whether all of it is inside the window with nothing over it. */
const isInSight = (locator) =>
  locator.evaluate((node) => {
    const { top, bottom, left, right } = node.getBoundingClientRect();
    const isInside = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
    return (
      isInside && node.contains(document.elementFromPoint((left + right) >> 1, (top + bottom) >> 1))
    );
  });

/** Under the tab's link of the same name. */
const backLink = (editor) =>
  editor.getByRole('link', { name: 'Conversations', exact: true }).last();

for (const [name, view] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test(`a long conversation keeps its way back in sight: ${name}`, async (t) => {
    const slug = `long-${name}`;
    const page = await desk(t, slug, { view, limits: LIMITS });
    await talk(page, server, slug, 20);
    const { editor } = await openTenant(page, server, slug, 'conversations');
    const row = editor.getByRole('link', { name: /message 20/ });
    await press(row);
    await editor.getByRole('list', { name: 'Messages' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await expectFocus(page, editor.getByRole('heading', { name: id }));
    assert.equal(await page.title(), `Conversation ${id.slice(0, 10)} · ${slug} · BubbleChat`);
    const back = backLink(editor);
    for (const part of [back, button(editor, 'Export'), button(editor, 'Delete…')]) {
      assert.ok(await isInSight(part), `${part} is in sight`);
    }
    await press(back);
    await expectFocus(page, row);
    await press(row);
    await press(button(editor, 'Delete…'));
    await press(button(page, 'Delete conversation'));
    await expectText(editor, 'No conversations yet');
    await expectFocus(page, heading(editor, 'Conversations'));
  });
}

test('the list of conversations keeps its position', async (t) => {
  const page = await desk(t, 'place', { limits: LIMITS });
  for (let i = 1; i <= 20; i += 1) await talk(page, server, 'place', 1, `visitor ${i}`);
  const { editor } = await openTenant(page, server, 'place', 'conversations');
  const row = editor.getByRole('link', { name: /visitor 2 / });
  await row.scrollIntoViewIfNeeded();
  const { y } = await row.boundingBox();
  await press(row);
  await editor.getByRole('list', { name: 'Messages' }).waitFor();
  await press(backLink(editor));
  await expectFocus(page, row);
  assert.ok(Math.abs((await row.boundingBox()).y - y) < 2);
});

test('starting an export keeps the focus in its dialog', async (t) => {
  const page = await desk(t, 'export', { limits: LIMITS });
  await talk(page, server, 'export', 1);
  const { editor } = await openTenant(page, server, 'export', 'conversations');
  await page.route('**/conversations?*', () => {});
  await press(button(editor, 'Export…'));
  const dialog = page.getByRole('dialog', { name: 'Export conversations' });
  await press(button(dialog, 'Export'));
  await expectFocus(page, button(dialog, 'Stop'));
});

test('the answer to a test message scrolls into view', async (t) => {
  const page = await desk(t, 'tested', {
    view: { viewport: { width: 1280, height: 600 } },
    engines: [{ name: 'main', provider: 'rules', rules: [], fallback: 'The answer.\n'.repeat(9) }],
    default_engine: 'main',
  });
  const { editor, field } = await openTenant(page, server, 'tested', 'engines');
  await field('Message').fill('Hello?');
  await press(field('Message'));
  const answer = editor.getByRole('figure');
  await answer.waitFor();
  const isShown = () => isInSight(answer.locator('figcaption'));
  assert.ok(await until(page, isShown), 'the answer is in sight');
});

test('a failed sign-out is reported and changes nothing', async (t) => {
  const page = await desk(t, 'failing');
  const { field, tenants } = await openTenant(page, server, 'failing', 'behaviour');
  const leave = async () => {
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
  };
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
  assert.equal((await page.context().cookies()).length, 1, 'the session goes on');
  await leave();
  await button(question, 'Leave without saving').click();
  await heading(page, 'Sign in').waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await fillSignIn(page, server);
  await expectFocus(page, page.getByRole('region', { name: 'Start' }).getByRole('heading').first());
});

test('an unknown address is reported beside the tenants', async (t) => {
  const page = await desk(t, 'known');
  for (const path of ['/nowhere', '/tenants/known/nowhere', '/a/b/c']) {
    await page.goto(`${server.console}${path}`);
    await heading(page, 'Page not found').waitFor();
    assert.equal(await page.title(), 'Not found · BubbleChat');
    await panels(page).tenants.getByRole('link', { name: /known/ }).waitFor();
    await page.getByRole('button', { name: /^Account/ }).waitFor();
  }
  await page.setViewportSize(PHONE.viewport);
  await heading(page, 'Page not found').waitFor();
});

test('another tenant opens on the same tab', async (t) => {
  const page = await desk(t, 'one', { limits: LIMITS });
  await makeTenant(page, server, { slug: 'other', name: 'Other' });
  await talk(page, server, 'one', 1);
  const { tenants, editor } = await openTenant(page, server, 'one', 'keys');
  const path = () => new URL(page.url()).pathname;
  await tenants.getByRole('link', { name: /Other/ }).click();
  await heading(editor, 'Other').waitFor();
  assert.equal(path(), '/tenants/other/keys');
  await openTenant(page, server, 'one', 'conversations');
  await editor.getByRole('link', { name: /message 1/ }).click();
  await editor.getByRole('list', { name: 'Messages' }).waitFor();
  await tenants.getByRole('link', { name: /Other/ }).click();
  await heading(editor, 'Other').waitFor();
  assert.equal(path(), '/tenants/other/conversations');
});

test('tenants with the same name can be told apart', async (t) => {
  const page = await desk(t, 'twin-a', { name: 'Twin' });
  await makeTenant(page, server, { slug: 'twin-b', name: 'Twin' });
  await makeTenant(page, server, { slug: 'alone', name: 'Alone' });
  await page.goto(server.console);
  const { tenants } = panels(page);
  await tenants.getByRole('link', { name: /Twin.*twin-a ·/ }).waitFor();
  await tenants.getByRole('link', { name: /Twin.*twin-b ·/ }).waitFor();
  const alone = tenants.getByRole('link', { name: /Alone/ });
  assert.doesNotMatch(await alone.innerText(), /alone/);
  assert.equal(await alone.getAttribute('title'), 'Alone · alone');
});
