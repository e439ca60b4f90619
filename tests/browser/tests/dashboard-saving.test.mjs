// Edits are never lost: two people at once, no network, and leaving too early.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  admin,
  DESKTOP,
  desk,
  makeTenant,
  openTenant,
  PHONE,
  readTenant,
  startSession,
} from '../dashboard.mjs';
import { expectText, newPage, violations, watch } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

async function edited(t, slug, page) {
  if (page) {
    await startSession(page, server);
    await makeTenant(page, server, { slug, name: slug });
  } else {
    page = await desk(t, server, { slug });
  }
  const panels = await openTenant(page, server, slug);
  return { page, ...panels };
}

test('two people save: both versions are shown, and the choice is stored', async (t) => {
  const { page: mine, field, save, revision } = await edited(t, 'two-people');
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
  const { page, field, save, revision } = await edited(t, 'all-theirs');
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
  const { page } = await edited(t, 'rules');
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
  await expectText(toast, 'Theirs and yours are both kept.');
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

test('without a network nothing is saved and nothing is lost', async (t) => {
  const { page, field, save, revision } = await edited(t, 'offline');
  await page.context().setOffline(true);
  await field('Primary').fill('#123456');
  await save.click();
  const toast = page.getByRole('region', { name: 'Notifications' });
  await expectText(toast, 'Not saved. The service cannot be reached.');
  assert.equal(await field('Primary').inputValue(), '#123456');
  await page.context().setOffline(false);
  await toast.getByRole('button', { name: 'Try again' }).click();
  await revision(2).waitFor();
  assert.equal((await readTenant(page, server, 'offline')).tokens.brand.primary, '#123456');
});

test('an old refusal disappears when saving is tried again', async (t) => {
  const { page, field, save, revision } = await edited(t, 'again');
  await field('Primary').fill('#123456');
  await page.context().setOffline(true);
  await save.click();
  const refusal = page.getByText('Not saved. The service cannot be reached.');
  await refusal.waitFor();
  await page.context().setOffline(false);
  await save.click();
  await revision(2).waitFor();
  assert.equal(await refusal.count(), 0);
});

test('a click outside a form leaves it open with its text', async (t) => {
  const { page } = await edited(t, 'outside');
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.getByLabel('Name').fill('Fern & Field');
  await page.mouse.click(20, 600);
  await dialog.getByRole('button', { name: 'Cancel' }).click({ trial: true });
  assert.equal(await dialog.getByLabel('Name').inputValue(), 'Fern & Field');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+K');
  await page.getByRole('dialog', { name: 'Go to' }).waitFor();
  await page.mouse.click(20, 600);
  await page.getByRole('dialog', { name: 'Go to' }).waitFor({ state: 'detached' });
});

test('a part that cannot be loaded leaves the edits alone', async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.route('**/assets/Palette-*', (route) => route.abort());
  const { field, save, revision } = await edited(t, 'chunks', page);
  await field('Primary').fill('#123456');
  await page.keyboard.press('Control+K');
  const toast = page.getByRole('region', { name: 'Notifications' });
  await expectText(toast, 'This part of the page could not be loaded.');
  assert.equal(await field('Primary').inputValue(), '#123456');
  await save.click();
  await revision(2).waitFor();
});

test('a refusal by the service leads to its field', async (t) => {
  const { page, field, save, editor } = await edited(t, 'refused');
  await page.route('**/v1/admin/tenants/refused', (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    const problems = [{ field: 'tokens.brand.primary', message: 'is the colour of a rival' }];
    const error = { code: 'invalid_request', message: 'no', request_id: 'r', problems };
    return route.fulfill({ status: 422, json: { error } });
  });
  await field('Primary').fill('#123456');
  await save.click();
  await expectText(editor, 'Is the colour of a rival');
  await page.waitForFunction(() => document.activeElement?.name === 'tokens.brand.primary');
  assert.equal(await field('Primary').getAttribute('aria-invalid'), 'true');
});

test('leaving with unsaved edits asks: stay, leave, save and leave', async (t) => {
  const { page, field, tenants } = await edited(t, 'leaving');
  await makeTenant(page, server, { slug: 'elsewhere', name: 'Elsewhere' });
  await page.reload();
  const away = tenants.getByRole('link', { name: 'Elsewhere' });
  const back = tenants.getByRole('link', { name: 'leaving' });
  const question = page.getByRole('alertdialog', { name: 'leaving has unsaved changes' });
  const answer = (name) => question.getByRole('button', { name, exact: true }).click();

  await field('Primary').fill('#123456');
  await away.click();
  await answer('Stay');
  assert.equal(await field('Primary').inputValue(), '#123456');
  await away.click();
  await answer('Save and leave');
  await page.getByRole('heading', { name: 'Elsewhere' }).waitFor();
  assert.equal((await readTenant(page, server, 'leaving')).tokens.brand.primary, '#123456');

  await back.click();
  await page.getByRole('heading', { name: 'leaving' }).waitFor();
  await field('Primary').fill('#654321');
  await page.goBack();
  await answer('Leave without saving');
  await page.getByRole('heading', { name: 'Elsewhere' }).waitFor();
  assert.equal((await readTenant(page, server, 'leaving')).tokens.brand.primary, '#123456');
});

test('closing the browser tab asks only if something is unsaved', async (t) => {
  const { page, field, save, revision } = await edited(t, 'closing');
  let asked = 0;
  page.on('dialog', (dialog) => {
    asked += 1;
    assert.equal(dialog.type(), 'beforeunload');
    dialog.accept();
  });
  await field('Primary').fill('#123456');
  await save.click();
  await revision(2).waitFor();
  await page.reload();
  assert.equal(asked, 0);
  await field('Primary').fill('#654321');
  await page.reload();
  assert.equal(asked, 1);
});

test('undo reverts an edit, and also a discard', async (t) => {
  const { page, field, editor, save } = await edited(t, 'undoing');
  const before = await field('Primary').inputValue();
  await field('Primary').fill('#123456');
  await editor.getByRole('button', { name: 'Discard' }).click();
  assert.equal(await field('Primary').inputValue(), before);
  const toast = page.getByRole('region', { name: 'Notifications' });
  await toast.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await field('Primary').inputValue(), '#123456');
  await editor.getByRole('button', { name: /^Undo/ }).click();
  assert.equal(await field('Primary').inputValue(), before);
  await save.waitFor({ state: 'detached' });
  await editor.getByRole('heading').first().click();
  await page.keyboard.press('Control+Shift+Z');
  assert.equal(await field('Primary').inputValue(), '#123456');
});

test('Undo in a toast reverts only its own step, and the draft has one toast at a time', async (t) => {
  const { page, field, editor } = await edited(t, 'steps');
  const toast = page.getByRole('region', { name: 'Notifications' });
  const discard = editor.getByRole('button', { name: 'Discard' });
  const before = await field('Secondary').inputValue();
  await field('Primary').fill('#123456');
  await discard.click();
  await field('Secondary').fill('#333333');
  await discard.click();
  assert.equal(await toast.getByText('Discarded').count(), 1);
  await field('Background').fill('#fffff0');
  await toast.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await field('Secondary').inputValue(), '#333333');
  assert.equal(await field('Background').inputValue(), '#fffff0');
  const redo = editor.getByRole('button', { name: /^Redo/ });
  assert.equal(await redo.count(), 0);
  await editor.getByRole('button', { name: /^Undo/ }).click();
  assert.equal(await field('Secondary').inputValue(), before);
  await redo.click();
  assert.equal(await field('Secondary').inputValue(), '#333333');
  await redo.waitFor({ state: 'detached' });
  await editor.getByRole('heading').first().click();
  for (const key of ['Control+Z', 'Control+Z', 'Control+Shift+Z']) await page.keyboard.press(key);
  await expectText(toast, 'Redone');
  assert.equal(await toast.getByText('Undone').count(), 0);
  assert.deepEqual(violations(page), []);
});

test('choosing an engine’s provider again restores its settings', async (t) => {
  const { page, editor } = await edited(t, 'providers');
  const { field } = await openTenant(page, server, 'providers', 'engines');
  const choose = async (provider) => {
    await editor.getByRole('combobox', { name: 'Provider' }).selectOption(provider);
  };
  await choose('Rules (no model)');
  await editor.getByRole('button', { name: 'Add a rule' }).click();
  await field('Pattern of rule 1').fill('hours');
  await field('Answer of rule 1').fill('At 9.');
  await choose('OpenAI');
  await field('Model').fill('gpt-5');
  await choose('Rules (no model)');
  assert.equal(await field('Answer of rule 1').inputValue(), 'At 9.');
  await choose('OpenAI');
  assert.equal(await field('Model').inputValue(), 'gpt-5');
});

test('a tenant that was deleted in the meantime cannot be saved', async (t) => {
  const { page, field, save } = await edited(t, 'gone');
  await field('Primary').fill('#123456');
  await page.route('**/v1/admin/tenants/gone', (route) => {
    const error = { code: 'not_found', message: 'no', request_id: 'r' };
    return route.fulfill({ status: 404, json: { error } });
  });
  await save.click();
  const toast = page.getByRole('region', { name: 'Notifications' });
  await expectText(toast, 'Not saved. The tenant was deleted in the meantime.');
  assert.equal(await toast.getByRole('button', { name: 'Try again' }).count(), 0);
});

test('a new engine or rule reports missing values when its fields lose the focus, or on saving', async (t) => {
  const { page, editor, field, save } = await edited(t, 'new-rows');
  await openTenant(page, server, 'new-rows', 'engines');
  const attention = editor.getByText(/^\d+ problems?$/);
  const engine = (name) => editor.getByRole('region', { name: `Engine ${name}` });
  const press = (name) => editor.getByRole('button', { name, exact: true }).click();
  const isInvalid = (name) => field(name).getAttribute('aria-invalid');

  await press('Add an engine');
  await field('Model').waitFor();
  assert.equal(await attention.count(), 0);
  await page.keyboard.press('Tab');
  await expectText(engine('main'), 'Enter the model’s name');
  await editor.getByRole('combobox', { name: 'Provider' }).selectOption('Rules (no model)');
  await expectText(engine('main'), 'Fallback');
  assert.equal(await attention.count(), 0);

  await press('Add a rule');
  await field('Pattern of rule 1').waitFor();
  assert.equal(await isInvalid('Pattern of rule 1'), null);
  await press('Add a rule');
  await field('Pattern of rule 2').waitFor();
  await expectText(attention, '1 problem');
  assert.equal(await isInvalid('Pattern of rule 1'), 'true');
  assert.equal(await isInvalid('Answer of rule 1'), null);
  await save.click();
  await expectText(attention, '4 problems');
  assert.equal(await isInvalid('Answer of rule 2'), 'true');
  await field('Pattern of rule 1').and(page.locator(':focus')).waitFor();
  assert.deepEqual(violations(page), []);
});

test('an origin that was typed but not added is kept, asked about, and saved', async (t) => {
  const { page, editor, field, save, tab, revision } = await edited(t, 'typed-origin');
  const origins = () => readTenant(page, server, 'typed-origin').then((tenant) => tenant.origins);
  const origin = field('Allow an origin');
  await tab('Keys & origins').click();
  await origin.fill('https://shop.example/plants');
  await tab('Embed').click();
  await editor.getByText('1 unsaved change').click();
  await page.getByRole('menuitem', { name: 'Origins' }).click();
  assert.equal(await origin.inputValue(), 'https://shop.example/plants');

  await page.getByRole('link', { name: 'BubbleChat' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Save and leave' }).click();
  await dialog.waitFor({ state: 'detached' });
  await origin.and(page.locator(':focus')).waitFor();
  assert.equal(await origin.getAttribute('aria-invalid'), 'true');

  await origin.fill('https://shop.example');
  await save.click();
  await revision(2).waitFor();
  assert.deepEqual(await origins(), ['https://shop.example']);
  assert.equal(await origin.inputValue(), '');
  assert.equal(await save.count(), 0);
  assert.deepEqual(violations(page), []);
});

test('saving by keyboard inside a field tidies it like leaving it does', async (t) => {
  const { page, editor, field, tab, revision } = await edited(t, 'by-keyboard');
  await tab('Behaviour').click();
  await field('images.acme.example').fill('https://Images.shop.example/fern.png');
  await page.keyboard.press('ControlOrMeta+s');
  await revision(2).waitFor();
  const { image_hosts: hosts } = (await readTenant(page, server, 'by-keyboard')).behaviour;
  assert.deepEqual(hosts, ['images.shop.example']);
  await field('Host 1').and(page.locator(':focus')).waitFor();
  await field('Host 1').fill('not a host');
  await editor.getByText('1 problem').waitFor();
  assert.deepEqual(violations(page), []);
});

test('an invalid number is reported, never changed and never saved', async (t) => {
  const { page, editor, field, tab, revision, save } = await edited(t, 'zero');
  await tab('Behaviour').click();
  const limit = field('Per session');
  const stored = async () => (await readTenant(page, server, 'zero')).limits.session_per_minute;
  await limit.fill('0');
  await page.keyboard.press('ControlOrMeta+s');
  await expectText(editor, 'Enter a number from 1 to 1,000.');
  assert.equal(await limit.inputValue(), '0');
  await limit.and(page.locator(':focus')).waitFor();
  assert.equal(await stored(), 20);
  await limit.fill('1,000');
  await page.keyboard.press('ControlOrMeta+s');
  await revision(2).waitFor();
  assert.equal(await stored(), 1000);
  await limit.press('ArrowDown');
  assert.equal(await limit.inputValue(), '999');
  await limit.fill('');
  await save.click();
  await expectText(editor, 'Enter a number from 1 to 1,000.');
  await editor.getByRole('button', { name: 'Discard' }).click();
  assert.equal(await limit.inputValue(), '1000');
});

test('a name that an engine cannot have is said and never dropped by a save', async (t) => {
  const { page, editor, field, tab, revision } = await edited(t, 'named');
  await tab('Prompt & engines').click();
  await field('System prompt').fill('Be brief.');
  const name = field('Name');
  await name.fill('main!');
  await page.keyboard.press('ControlOrMeta+s');
  await expectText(editor, 'It must consist of a-z, 0-9, - and _.');
  assert.equal(await name.inputValue(), 'main!');
  await name.and(page.locator(':focus')).waitFor();
  assert.equal((await readTenant(page, server, 'named')).revision, 1, 'nothing is saved around it');
  await name.fill('brief');
  await page.keyboard.press('ControlOrMeta+s');
  await revision(2).waitFor();
  const { engines, default_engine } = await readTenant(page, server, 'named');
  assert.deepEqual([engines[0].name, default_engine], ['brief', 'brief']);
});

test('a document that is too large as a whole says what to shorten before it is sent', async (t) => {
  const rules = Array.from({ length: 7 }, (_, i) => ({ pattern: `p${i}`, answer: 'a'.repeat(8000) }));
  const engines = [{ name: 'faq', provider: 'rules', rules, fallback: 'Later.' }];
  const page = await desk(t, server, { slug: 'large', engines });
  const { editor, field, save } = await openTenant(page, server, 'large', 'engines');
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent += 1;
  });
  await field('System prompt').fill('p'.repeat(10_000));
  await expectText(editor.getByRole('alert'), 'Shorten the engine “faq”');
  await save.click();
  await expectText(editor.getByRole('alert'), '64,000');
  assert.equal(sent, 0);
  await field('System prompt').fill('Be brief.');
  await editor.getByRole('alert').waitFor({ state: 'detached' });
  await save.click();
  await editor.getByText('revision 2 ·').waitFor();
});
