// What is typed is checked and kept as it was typed, until it is right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edited, openTenant, readTenant } from '../dashboard.mjs';
import { expectText, violations } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

test('a new engine or rule reports missing values when its fields lose the focus, or on saving', async (t) => {
  const { page, editor, field, save } = await edited(t, server, 'new-rows');
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
  const { page, editor, field, save, tab, revision } = await edited(t, server, 'typed-origin');
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
  const { page, editor, field, tab, revision } = await edited(t, server, 'by-keyboard');
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
  const { page, editor, field, tab, revision, save } = await edited(t, server, 'zero');
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
  const { page, editor, field, tab, revision } = await edited(t, server, 'named');
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
