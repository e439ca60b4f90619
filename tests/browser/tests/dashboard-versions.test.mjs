// A tenant's versions: two people change it in turn, and somebody compares and restores.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  admin,
  colleague,
  desk,
  edited,
  openTenant,
  PHONE,
  readTenant,
  signedIn,
} from '../dashboard.mjs';
import { expectAccessible, expectText, violations } from '../harness.mjs';
import { button, expectFocus, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const FIRST = 'You are the assistant of a coffee house. Be friendly and brief.';
const SECOND = 'You are the assistant of a coffee house. Be friendly, and answer in German.';

const notice = (page) => page.getByRole('region', { name: 'Notifications' });
const open = (page, slug, search = '') => openTenant(page, server, slug, `versions${search}`);

/** A version's document, byte for byte. */
async function stored(page, slug, revision) {
  const path = `/v1/admin/tenants/${slug}/versions/${revision}`;
  const text = await (await page.request.get(`${server.console}${path}`)).text();
  const start = text.indexOf('"document":');
  assert.ok(start > 0, text);
  return text.slice(start);
}

/** Saves a change over the newest revision, without the editor. */
async function save(page, slug, change, note) {
  const { revision, ...tenant } = await readTenant(page, server, slug);
  const match = { 'if-match': `"${revision}"` };
  const body = { ...tenant, ...change, ...(note && { note }) };
  return admin(page, server, 'PUT', `/tenants/${slug}`, body, match);
}

test('two people change the prompt in turn; it is compared and restored, byte for byte', async (t) => {
  const ana = await desk(t, server, { slug: 'kaffeehaus', name: 'Kaffeehaus', prompt: FIRST });
  const ben = await colleague(t, ana, server, { email: 'ben@agency.example' });
  const his = await openTenant(ben, server, 'kaffeehaus', 'engines');
  await his.field('System prompt').fill(SECOND);
  await button(his.editor, 'Add a note').click();
  await his.field('Note on this save').fill('Most guests write German');
  await his.save.click();
  await his.revision(2).waitFor();
  await save(ana, 'kaffeehaus', { prompt: `${SECOND} Never mention tea.` });

  const { editor, field, revision } = await openTenant(ana, server, 'kaffeehaus', 'engines');
  await editor.getByRole('link', { name: /^revision 3 · saved/ }).click();
  const rows = editor.getByRole('listitem').filter({ hasText: /^Revision \d/ });
  await rows.nth(2).waitFor();
  await expectText(rows.nth(0), 'Current');
  await expectText(rows.nth(1), 'Most guests write German');
  await expectText(rows.nth(1), 'ben@agency.example');
  const prompt = editor.getByRole('region', { name: 'System prompt: changes' });
  await expectText(prompt.locator('ins'), 'Never mention tea.');

  await editor.getByRole('combobox', { name: 'Compared with' }).selectOption({ index: 1 });
  await expectText(editor, '1 change from revision 1 to revision 3');
  await expectText(prompt.locator('del'), 'brief');
  await expectText(prompt.locator('ins'), 'answer in German');
  assert.match(new URL(ana.url()).search, /revision=3.*with=1/);
  await ana.reload();
  await expectText(editor, '1 change from revision 1 to revision 3');
  await expectAccessible(ana);

  await rows.nth(2).getByRole('link').click();
  await button(editor, 'Restore…').click();
  const question = ana.getByRole('dialog', { name: 'Restore revision 1?' });
  await expectText(question, 'saved once more, as revision 4');
  await expectText(question.locator('del'), 'Never mention tea.');
  await expectAccessible(ana);
  await button(question, 'Restore').click();
  await expectText(notice(ana), 'Restored revision 1 as revision 4.');
  await revision(4).waitFor();
  assert.equal(
    await stored(ana, 'kaffeehaus', 4),
    await stored(ana, 'kaffeehaus', 1),
    'the restored document is the old one',
  );
  await editor.getByRole('link', { name: 'Prompt & engines' }).click();
  assert.equal(await field('System prompt').inputValue(), FIRST);
  assert.deepEqual([...violations(ana), ...violations(ben)], []);
});

test('restoring names the unsaved edits first, and discards them', async (t) => {
  const { page, editor, field, revision } = await edited(t, server, 'edits');
  await save(page, 'edits', { prompt: 'Be brief.' });
  await page.reload();
  await revision(2).waitFor();
  await field('Primary').fill('#123456');
  await button(editor, 'Actions for edits').click();
  await page.getByRole('menuitem', { name: 'Versions' }).click();
  await editor.getByRole('link', { name: /^Revision 1/ }).click();
  await button(editor, 'Restore…').click();
  const question = page.getByRole('dialog', { name: 'Restore revision 1?' });
  await expectText(question, 'unsaved changes, which restoring discards: Primary colour');
  await button(question, 'Cancel').click();
  await expectText(editor, '1 unsaved change');
  await button(editor, 'Restore…').click();
  await button(question, 'Restore').click();
  await revision(3).waitFor();
  assert.equal(await button(editor, 'Save').count(), 0, 'nothing is unsaved');
  assert.equal((await readTenant(page, server, 'edits')).prompt, '');
});

test('a colleague who saves while the question is open is named, and nothing is restored', async (t) => {
  const page = await desk(t, server, { slug: 'overtaken' });
  const ben = await colleague(t, page, server, { email: 'ben@overtaken.example' });
  await save(page, 'overtaken', { prompt: 'Be brief.' });
  const { editor } = await open(page, 'overtaken', '?revision=1');
  await button(editor, 'Restore…').click();
  const question = page.getByRole('dialog', { name: 'Restore revision 1?' });
  await button(question, 'Restore').and(question.locator(':enabled')).waitFor();
  await save(ben, 'overtaken', { name: 'Overtaken' });
  await button(question, 'Restore').click();
  await expectText(question.getByRole('alert'), 'ben@overtaken.example saved revision 3');
  // The comparison is with his revision now.
  await expectText(question.getByRole('listitem'), 'Overtaken');
  assert.equal((await readTenant(page, server, 'overtaken')).revision, 3);
  await button(question, 'Restore').click();
  await expectText(notice(page), 'Restored revision 1 as revision 4.');
});

test('the conflict dialog names the colleague who saved', async (t) => {
  const { page, field, save: saveButton } = await edited(t, server, 'named');
  const ben = await colleague(t, page, server, { email: 'ben@named.example' });
  const { tokens } = await readTenant(ben, server, 'named');
  tokens.brand.primary = '#654321';
  await field('Primary').fill('#123456');
  await save(ben, 'named', { tokens });
  await saveButton.click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else has saved changes' });
  await expectText(dialog, 'ben@named.example saved revision 2 just now');
});

test('the versions are walked through by keyboard, and on a phone', async (t) => {
  const page = await desk(t, server, { slug: 'keys', prompt: 'One.' }, PHONE);
  await save(page, 'keys', { prompt: 'Two.' });
  const { editor } = await open(page, 'keys');
  const row = editor.getByRole('link', { name: /^Revision 1/ });
  await press(row);
  const back = editor.getByRole('link', { name: 'All versions' });
  await expectText(editor, 'No earlier version is kept.');
  await press(button(editor, 'Restore…'));
  const question = page.getByRole('dialog', { name: 'Restore revision 1?' });
  await expectFocus(page, button(question, 'Cancel'));
  await page.keyboard.press('Escape');
  await expectFocus(page, button(editor, 'Restore…'));
  await expectAccessible(page);
  await press(back);
  await row.waitFor();
  await expectAccessible(page);
});

test('long lists of versions are loaded on demand', async (t) => {
  const page = await signedIn(t, server);
  await admin(page, server, 'POST', '/tenants', { slug: 'many', name: 'Many' });
  let { revision, ...tenant } = await readTenant(page, server, 'many');
  for (let i = 1; i <= 52; i += 1) {
    const body = { ...tenant, name: `Many ${i}` };
    ({ revision } = await admin(page, server, 'PUT', '/tenants/many', body, {
      'if-match': `"${revision}"`,
    }));
  }
  const { editor } = await open(page, 'many');
  const rows = editor.getByRole('link', { name: /^Revision/ });
  await rows.nth(49).waitFor();
  assert.equal(await rows.count(), 50);
  await button(editor, 'Show more').click();
  await rows.nth(52).waitFor();
  assert.equal(await button(editor, 'Show more').count(), 0);
});
