// Who changed what: one line per change in words, filters in the address, and files.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import {
  admin,
  colleague,
  DESKTOP,
  desk,
  makeTenant,
  openTenant,
  PHONE,
  readTenant,
} from '../dashboard.mjs';
import { expectAccessible, expectText, violations } from '../harness.mjs';
import { button, expectFocus, heading, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const changes = (page) => page.getByRole('region', { name: 'Changes' });

async function open(page, search = '') {
  await page.goto(`${server.console}/audit${search}`);
  const region = changes(page);
  await heading(region, 'Changes').waitFor();
  return region;
}

const rowOf = (region, text) => region.getByRole('listitem').filter({ hasText: text });

async function save(page, slug, change, note) {
  const { revision, ...tenant } = await readTenant(page, server, slug);
  const body = { ...tenant, ...change, ...(note && { note }) };
  return admin(page, server, 'PUT', `/tenants/${slug}`, body, { 'if-match': `"${revision}"` });
}

/** The text of a file that the page saves. */
async function saved(page, act) {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test('the page tells what two people did, with what was there before', async (t) => {
  const ana = await desk(t, server, { slug: 'kaffeehaus', name: 'Kaffeehaus', prompt: 'Old.' });
  const ben = await colleague(t, ana, server, { email: 'ben@agency.example' });
  await save(ben, 'kaffeehaus', { prompt: `New. ${'Be brief. '.repeat(30)}` }, 'Shorter answers');
  const { tokens } = await readTenant(ben, server, 'kaffeehaus');
  tokens.brand.primary = '#0f766e';
  await save(ana, 'kaffeehaus', { tokens });
  const restore = '/tenants/kaffeehaus/versions/1/restore';
  await admin(ana, server, 'POST', restore, undefined, { 'if-match': '"3"' });

  await openTenant(ana, server, 'kaffeehaus');
  await button(ana, 'Actions for kaffeehaus').click();
  await ana.getByRole('menuitem', { name: 'Changes' }).click();
  const region = changes(ana);
  await rowOf(region, 'You restored revision 1 of Kaffeehaus').waitFor();
  await rowOf(region, 'You changed the primary colour of Kaffeehaus').waitFor();
  await rowOf(region, 'You created Kaffeehaus').waitFor();
  const his = rowOf(region, 'ben@agency.example changed the system prompt of Kaffeehaus');
  await expectText(his, 'Shorter answers');
  assert.equal(await rowOf(region, 'invited').count(), 0, 'the team is no part of a tenant');

  const colour = rowOf(region, 'the primary colour');
  await colour.getByRole('button', { name: /^Show details/ }).click();
  await expectText(colour, 'Primary colour');
  await expectText(colour.getByRole('list', { name: 'Changed fields' }), '#0f766e');
  await expectAccessible(ana);
  await his.getByRole('button', { name: /^Show details/ }).click();
  await his.getByRole('link', { name: 'Compare the texts' }).click();
  const { editor } = await openedVersions(ana);
  await expectText(editor, '1 change from revision 1 to revision 2');
  assert.deepEqual([...violations(ana), ...violations(ben)], []);
});

async function openedVersions(page) {
  const editor = page.getByRole('region', { name: 'Editor' });
  await heading(editor, 'Revision 2').waitFor();
  return { editor };
}

test('filters stay in the address, and what they match is exported', async (t) => {
  const ana = await desk(t, server, { slug: 'filtered', name: 'Filtered' });
  const cy = await colleague(t, ana, server, { email: 'cy@agency.example' });
  await makeTenant(cy, server, { slug: 'other', name: 'Other' });
  await save(cy, 'filtered', { name: 'Filtered well' }, '=SUM(A1)');
  const region = await open(ana);
  await rowOf(region, 'You invited cy@agency.example').waitFor();
  await region.getByRole('combobox', { name: 'Person' }).selectOption('cy@agency.example');
  await rowOf(region, 'cy@agency.example created Other').waitFor();
  await region.getByRole('combobox', { name: 'Tenant' }).selectOption('Filtered well');
  const found = rowOf(region, 'cy@agency.example changed the name of Filtered well');
  await found.waitFor();
  await rowOf(region, 'created Other').waitFor({ state: 'detached' });
  assert.match(ana.url(), /tenant=filtered/);
  assert.match(ana.url(), /operator=o_/);
  await ana.reload();
  await found.waitFor();

  const csv = await saved(ana, async () => {
    await button(region, 'Export…').click();
    await button(ana.getByRole('dialog', { name: 'Export changes' }), 'Export').click();
  });
  assert.match(csv.name, /^filtered-changes-.*\.csv$/);
  const [, ...lines] = csv.text.trimEnd().split('\r\n');
  assert.equal(lines.length, 1);
  assert.ok(lines[0].includes(`"'=SUM(A1)"`), 'no cell is a formula');
  await button(ana, 'Close').last().click();

  const jsonl = await saved(ana, async () => {
    await button(region, 'Export…').click();
    const dialog = ana.getByRole('dialog', { name: 'Export changes' });
    await dialog.getByRole('radio', { name: 'JSON Lines' }).click();
    await button(dialog, 'Export').click();
  });
  assert.match(jsonl.name, /\.jsonl$/);
  const items = jsonl.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const query = new URLSearchParams(new URL(ana.url()).search);
  const answer = await admin(ana, server, 'GET', `/audit?${query}`);
  assert.deepEqual(items, answer.items);
  await button(ana, 'Close').last().click();

  await region.getByLabel('From').fill('2999-01-01');
  await expectText(region, 'Nothing found');
  await region.getByLabel('To').fill('2998-01-01');
  await expectText(region, 'Choose a day after the first.');
  await button(region, 'Clear').click();
  await rowOf(region, 'You invited cy@agency.example').waitFor();
  assert.equal(new URL(ana.url()).search, '');
});

test('long lists are loaded on demand', async (t) => {
  const page = await desk(t, server, { slug: 'many', name: 'Many' });
  for (let i = 1; i <= 51; i += 1) await save(page, 'many', { name: `Many ${i}` });
  const region = await open(page, '?tenant=many');
  const rows = rowOf(region, 'You changed the name of');
  await rows.nth(49).waitFor();
  assert.equal(await rowOf(region, 'You created').count(), 0);
  await button(region, 'Show more').click();
  await rowOf(region, 'You created').waitFor();
  assert.equal(await rows.count(), 51);
  assert.equal(await button(region, 'Show more').count(), 0);
});

test('whoever may not read the changes is told so, and finds no way there', async (t) => {
  const owner = await desk(t, server, { slug: 'private' });
  const role = 'viewer';
  const viewer = await colleague(t, owner, server, { email: 'vic@agency.example', role });
  const region = await open403(viewer);
  await expectText(region, 'Editors and owners see who changed what.');
  await viewer.getByRole('button', { name: /^Account/ }).click();
  await viewer.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  assert.equal(await viewer.getByRole('menuitem', { name: 'Changes' }).count(), 0);
});

async function open403(page) {
  await page.goto(`${server.console}/audit`);
  return changes(page);
}

test('the changes are read by keyboard, and on a phone', async (t) => {
  const page = await desk(t, server, { slug: 'phone', name: 'Phone' }, PHONE);
  await page.goto(server.console);
  await press(page.getByRole('button', { name: /^Account/ }));
  await press(page.getByRole('menuitem', { name: 'Changes' }));
  const region = changes(page);
  await expectFocus(page, heading(region, 'Changes'));
  const row = rowOf(region, 'You created Phone');
  const details = row.getByRole('button', { name: /^Show details/ });
  await press(details);
  const hide = button(row, 'Hide details');
  await expectFocus(page, hide);
  await expectText(row, 'Address:');
  await expectAccessible(page);
  const { width } = await region.boundingBox();
  assert.equal(width, PHONE.viewport.width);
  await press(hide);
  await page.setViewportSize(DESKTOP.viewport);
  await expectAccessible(page);
});

test('among very many tenants, one is named by its slug', async (t) => {
  const page = await desk(t, server, { slug: 'needle', name: 'Needle' });
  // A list without end.
  await page.route('**/v1/admin/tenants?*', (route) =>
    route.fulfill({ json: { items: [], cursor: 'more' } }),
  );
  const region = await open(page);
  const field = region.getByRole('textbox', { name: 'Tenant' });
  await field.fill('no slug');
  await expectText(region, 'Enter a slug.');
  assert.equal(new URL(page.url()).search, '');
  await field.fill('needle');
  await field.press('Enter');
  await page.waitForURL(/tenant=needle/);
  await rowOf(region, 'You created').waitFor();
  assert.equal(await region.getByRole('listitem').count(), 1);
  assert.equal(await field.inputValue(), 'needle');
});
