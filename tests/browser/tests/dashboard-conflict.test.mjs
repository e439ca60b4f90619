// Two people at once: nothing of either is lost, and a person decides only where both changed the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, edited, openTenant, PHONE, readTenant } from '../dashboard.mjs';
import { expectText, violations, watch } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

test('two people save: both versions are shown, and the choice is stored', async (t) => {
  const { page: mine, field, save, revision } = await edited(t, server, 'two-people');
  const other = watch(await mine.context().newPage());
  const theirs = await openTenant(other, server, 'two-people');
  await field('Primary').fill('#123456');
  await field('Background').fill('#fffff0');
  await theirs.field('Primary').fill('#654321');
  await theirs.field('Secondary').fill('#333333');
  await theirs.save.click();
  await theirs.revision(2).waitFor();
  await mine.bringToFront();
  await save.click();
  const dialog = mine.getByRole('dialog', { name: 'Somebody else has saved changes' });
  const primary = dialog.getByRole('group', { name: 'Primary colour' });
  await expectText(primary, 'changed by both');
  const choice = (group, name) => group.getByRole('radio', { name });
  assert.equal(await choice(primary, 'Mine #123456').isChecked(), true);
  await choice(primary, 'Theirs #654321').check();
  const background = dialog.getByRole('group', { name: 'Background colour' });
  assert.equal(await choice(background, 'Mine #fffff0').isChecked(), true);
  const secondary = dialog.getByRole('group', { name: 'Secondary colour' });
  assert.equal(await choice(secondary, 'Theirs #333333').isChecked(), true);
  assert.equal(
    await dialog.getByRole('group').count(),
    3,
    'fields that are the same are not listed',
  );
  await dialog.getByRole('button', { name: 'Save this' }).click();
  await revision(3).waitFor();
  assert.equal(await save.count(), 0);
  const { brand } = (await readTenant(mine, server, 'two-people')).tokens;
  assert.deepEqual(
    [brand.primary, brand.secondary, brand.background],
    ['#654321', '#333333', '#fffff0'],
  );
  assert.deepEqual([...violations(mine), ...violations(other)], []);
});

test('two people save: choosing all of theirs needs no further request', async (t) => {
  const { page, field, save, revision } = await edited(t, server, 'all-theirs');
  const other = await openTenant(watch(await page.context().newPage()), server, 'all-theirs');
  await field('Primary').fill('#123456');
  await other.field('Primary').fill('#654321');
  await other.save.click();
  await other.revision(2).waitFor();
  await page.bringToFront();
  await save.click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else has saved changes' });
  await dialog.getByRole('button', { name: 'All theirs' }).click();
  await dialog.getByRole('button', { name: 'Save this' }).click();
  await revision(2).waitFor();
  assert.equal(await field('Primary').inputValue(), '#654321');
  assert.equal(await save.count(), 0);
});

test('two people save: it asks only about what both have changed, rule by rule', async (t) => {
  const { page } = await edited(t, server, 'rules');
  const { save, revision, field } = await openTenant(page, server, 'rules', 'engines');
  const rule = (pattern, answer) => ({ pattern, answer });
  const put = async (rules, prompt = '') => {
    const { revision: last, ...tenant } = await readTenant(page, server, 'rules');
    const engines = [{ name: 'main', provider: 'rules', fallback: 'Later.', rules }];
    const headers = { 'if-match': `"${last}"` };
    const answering = { engines, default_engine: 'main', visitor_engines: [] };
    const changed = { ...tenant, ...answering, prompt };
    await admin(page, server, 'PUT', '/tenants/rules', changed, headers);
  };
  const stored = async () => (await readTenant(page, server, 'rules')).engines[0].rules;
  await put([rule('hours', 'At 9.'), rule('price', '5 euros.')]);
  await page.reload();
  await revision(2).waitFor();

  await field('Answer of rule 1').fill('At 8.');
  await put([rule('hours', 'At 9.'), rule('price', '6 euros.'), rule('jobs', 'None.')]);
  await save.click();
  await revision(4).waitFor();
  const toast = page.getByRole('region', { name: 'Notifications' });
  await expectText(toast, 'All of them are kept.');
  const merged = [rule('hours', 'At 8.'), rule('price', '6 euros.'), rule('jobs', 'None.')];
  assert.deepEqual(await stored(), merged);
  assert.equal(await field('Answer of rule 2').inputValue(), '6 euros.');

  await field('Answer of rule 1').fill('At 7.');
  await field('System prompt').fill(`Be brief. ${'Mine. '.repeat(400)}`);
  await put([rule('hours', 'At 10.'), rule('jobs', 'None.')], 'Be brief.');
  await page.setViewportSize(PHONE.viewport);
  await save.click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else has saved changes' });
  const hours = dialog.getByRole('group', { name: 'Engine main: rule “hours”' });
  await expectText(hours, 'changed by both');
  assert.equal(await hours.getByRole('radio', { name: 'Mine At 7.' }).isChecked(), true);
  await hours.getByRole('radio', { name: 'Theirs At 10.' }).check();
  const price = dialog.getByRole('group', { name: 'Engine main: rule “price”' });
  assert.equal(await price.getByRole('radio', { name: 'Theirs removed' }).isChecked(), true);
  const prompt = dialog.getByRole('group', { name: 'System prompt' });
  const { height } = await prompt.boundingBox();
  assert.ok(height < PHONE.viewport.height / 2, `a long prompt is ${height} px high`);
  await dialog.getByRole('button', { name: 'Save this' }).click();
  await revision(6).waitFor();
  assert.deepEqual(await stored(), [rule('hours', 'At 10.'), rule('jobs', 'None.')]);
  assert.deepEqual(violations(page), []);
});
