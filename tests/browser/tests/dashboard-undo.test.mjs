// Every edit can be taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edited, openTenant } from '../dashboard.mjs';
import { expectText, violations } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

test('undo reverts an edit, and also a discard', async (t) => {
  const { page, field, editor, save } = await edited(t, server, 'undoing');
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
  const { page, field, editor } = await edited(t, server, 'steps');
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
  const { page, editor } = await edited(t, server, 'providers');
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

test('a click outside a form leaves it open with its text', async (t) => {
  const { page } = await edited(t, server, 'outside');
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
