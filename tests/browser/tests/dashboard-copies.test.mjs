// A tenant is copied, exported to a file and created from one.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { admin, colleague, desk, openTenant, PHONE, panels, readTenant } from '../dashboard.mjs';
import { expectAccessible, expectText, violations } from '../harness.mjs';
import { button, expectFocus, heading, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const SETTINGS = {
  prompt: 'Be brief.\n\tTabs and “quotes” stay as they are.',
  origins: ['https://shop.example'],
  tokens: { brand: { primary: '#0f766e' } },
};

const stored = async (page, slug) =>
  (await admin(page, server, 'GET', `/tenants/${slug}/export`)).document;

async function choose(page, slug, item) {
  await button(page, `Actions for ${slug}`).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** Chooses a file in the dialog that imports. */
async function pick(page, content) {
  const buffer = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const file = { name: 'tenant.json', mimeType: 'application/json', buffer };
  await page.getByLabel('Tenant file').setInputFiles(file);
}

async function openImport(page) {
  await button(page, 'New').click();
  await button(page.getByRole('dialog', { name: 'New tenant' }), 'Create it from a file…').click();
  const dialog = page.getByRole('dialog', { name: 'New tenant from a file' });
  await dialog.waitFor();
  return dialog;
}

test('a copy has the settings, and neither keys nor unsaved changes', async (t) => {
  const page = await desk(t, server, { slug: 'coffee', name: 'Coffee', ...SETTINGS });
  await admin(page, server, 'POST', '/tenants/coffee/keys', { name: 'Web', kind: 'publishable' });
  const { editor, field } = await openTenant(page, server, 'coffee');
  await field('Primary').fill('#123456');
  await choose(page, 'coffee', 'Copy…');
  const dialog = page.getByRole('dialog', { name: 'Copy Coffee' });
  await expectText(dialog, 'Unsaved changes are not copied.');
  await expectText(dialog, 'API keys: create one');
  assert.equal(await dialog.getByLabel('Slug').inputValue(), 'coffee-copy');
  await expectAccessible(page);
  await dialog.getByLabel('Slug').fill('coffee');
  await button(dialog, 'Copy tenant').click();
  await expectText(dialog, '“coffee” is taken or was used before.');
  await dialog.getByLabel('Name').fill('Tea');
  await dialog.getByLabel('Slug').fill('tea');
  await button(dialog, 'Copy tenant').click();
  await button(page.getByRole('alertdialog'), 'Leave without saving').click();
  await heading(editor, 'Tea').waitFor();
  assert.deepEqual(await stored(page, 'tea'), { ...(await stored(page, 'coffee')), name: 'Tea' });
  assert.deepEqual((await admin(page, server, 'GET', '/tenants/tea/keys')).items, []);
  assert.deepEqual(violations(page), []);
});

test('an exported tenant comes back from its file as it was', async (t) => {
  const page = await desk(t, server, { slug: 'origin', name: 'Origin', ...SETTINGS });
  const { editor } = await openTenant(page, server, 'origin');
  const saving = page.waitForEvent('download');
  await choose(page, 'origin', 'Export');
  const file = await saving;
  assert.equal(file.suggestedFilename(), 'origin.bubblechat.json');
  const text = await readFile(await file.path(), 'utf8');
  assert.deepEqual(JSON.parse(text).document, await stored(page, 'origin'));

  const dialog = await openImport(page);
  await pick(page, text);
  await expectText(dialog, 'Origin, exported');
  assert.equal(await dialog.getByLabel('Name').inputValue(), 'Origin');
  await expectAccessible(page);
  await dialog.getByLabel('Slug').fill('return');
  await button(dialog, 'Create tenant').click();
  await editor.getByText('return ·').waitFor();
  assert.deepEqual(await stored(page, 'return'), await stored(page, 'origin'));
  assert.deepEqual(violations(page), []);
});

test('what is wrong with a file is said by field, and nothing is created', async (t) => {
  const page = await desk(t, server, { slug: 'sound', name: 'Sound' });
  await page.goto(server.console);
  const good = await admin(page, server, 'GET', '/tenants/sound/export');
  const dialog = await openImport(page);
  const alert = dialog.getByRole('alert');
  await pick(page, 'no JSON');
  await expectText(alert, 'This isn’t valid JSON');
  assert.equal(await button(dialog, 'Create tenant').isDisabled(), true);
  await pick(page, { ...good, format: 'bubblechat-tenant-9' });
  await expectText(alert, 'A newer version of BubbleChat exported this file.');
  const broken = (change) => ({ ...good, document: { ...good.document, ...change } });
  await pick(page, broken({ prompt: 'x'.repeat(40_000), engines: [] }));
  await expectText(alert, 'Nothing is created from this file');
  await expectText(alert.getByRole('listitem'), /System prompt: .*32,000/);
  await expectText(alert.getByRole('listitem'), /Engines: /);

  // Only the service can tell what is wrong with this one.
  await pick(page, broken({ limits: { key_per_minute: 'many' } }));
  await dialog.getByLabel('Slug').fill('unsound');
  await button(dialog, 'Create tenant').click();
  await expectText(alert.getByRole('listitem'), 'Limit per key: invalid type');
  const { items } = await admin(page, server, 'GET', '/tenants?q=unsound');
  assert.deepEqual(items, []);
  await pick(page, good);
  await button(dialog, 'Create tenant').and(dialog.locator(':enabled')).waitFor();
  await expectText(dialog, 'Sound, exported');
});

test('whoever may not create tenants is offered neither a copy nor a deletion', async (t) => {
  const owner = await desk(t, server, { slug: 'limited' });
  const tenants = ['limited'];
  const page = await colleague(t, owner, server, { email: 'ed@agency.example', tenants });
  await openTenant(page, server, 'limited');
  await button(page, 'Actions for limited').click();
  const item = (name) => page.getByRole('menuitem', { name, exact: true });
  await item('Export').waitFor();
  await item('Changes').waitFor();
  assert.equal(await item('Copy…').count(), 0);
  assert.equal(await item('Delete tenant…').count(), 0);
});

test('a copy is made by keyboard, on a phone', async (t) => {
  const page = await desk(t, server, { slug: 'phone', name: 'Phone' }, PHONE);
  await openTenant(page, server, 'phone');
  const menu = button(page, 'Actions for phone');
  await press(menu);
  await press(page.getByRole('menuitem', { name: 'Copy…' }));
  const dialog = page.getByRole('dialog', { name: 'Copy Phone' });
  await expectFocus(page, dialog.getByLabel('Name'));
  await page.keyboard.press('Escape');
  await expectFocus(page, menu);
  await press(menu);
  await press(page.getByRole('menuitem', { name: 'Copy…' }));
  await expectFocus(page, dialog.getByLabel('Name'));
  await page.keyboard.press('Enter');
  await expectFocus(page, heading(panels(page).editor, 'Phone (copy)'));
  assert.equal((await readTenant(page, server, 'phone-copy')).name, 'Phone (copy)');
});
