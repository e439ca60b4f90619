// The screens of Keys & origins.
import { closeTop } from '../dashboard.mjs';
import { expectText } from '../harness.mjs';
import { FULL, PLAIN } from './tenants.mjs';

async function list({ look, load, open, editor, unavailable }) {
  await unavailable('keys', {
    path: `**/v1/admin/tenants/${FULL}/keys`,
    open: () => load(FULL, 'keys'),
    loading: 'Loading the keys',
    error: 'The keys could not be loaded',
  });
  await open(PLAIN, 'keys');
  await editor.getByText('No keys yet').waitFor();
  await look('keys-none');
  await open(FULL, 'keys');
  await editor.getByText('1 revoked or expired').click();
  await editor.getByText('Old shop').waitFor();
  await look('keys', { scrolls: true });
}

async function making({ page, look, open, editor }) {
  await open(FULL, 'keys');
  await editor.getByRole('button', { name: 'Create a key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a key' });
  await dialog.getByLabel('Name').waitFor();
  await look('new-key');
  await dialog.getByRole('radio', { name: 'Secret' }).click();
  await dialog.getByRole('switch', { name: 'Chat' }).click();
  await dialog.getByLabel('Messages per minute').fill('many');
  await dialog.getByRole('combobox', { name: 'Expires' }).selectOption('On a day…');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expectText(dialog, 'Choose today or a later day.');
  await look('new-key-invalid');
  await dialog.getByRole('radio', { name: 'Publishable' }).click();
  await dialog.getByLabel('Name').fill('Landing page');
  await dialog.getByLabel('Messages per minute').fill('20');
  await dialog.getByRole('combobox', { name: 'Expires' }).selectOption('In 30 days');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await page.getByRole('dialog', { name: 'The key “Landing page”' }).waitFor();
  await look('key-shown');
}

async function ending({ page, look, open, editor }) {
  await open(FULL, 'keys');
  const menu = editor.getByRole('button', { name: 'Actions for Web shop' });
  const choose = (name) => page.getByRole('menuitem', { name }).click();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Rotate…' }).waitFor();
  await look('key-menu');
  await choose('Rotate…');
  const dialog = page.getByRole('dialog', { name: 'Rotate “Web shop”' });
  await dialog.waitFor();
  await look('rotate-key');
  await dialog.getByRole('combobox').selectOption('At once');
  await expectText(dialog, 'Anything that uses the old key fails');
  await look('rotate-key-at-once');
  await dialog.getByRole('combobox').selectOption('After 1 hour');
  await dialog.getByRole('button', { name: 'Rotate key' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await menu.nth(1).waitFor();
  await look('key-in-grace');
  await menu.first().click();
  await choose('Revoke…');
  const question = page.getByRole('alertdialog');
  await question.waitFor();
  await look('revoke-key');
  await question.getByRole('button', { name: 'Revoke key' }).click();
  await expectText(page.getByRole('region', { name: 'Notifications' }), 'Revoked');
  await look('key-revoked');
}

async function origins({ page, look, open, editor, field }) {
  await open(FULL, 'keys');
  await field('Allow an origin').fill('https://shop.fern.example/plants');
  await editor.getByRole('button', { name: 'Add https://shop.fern.example' }).waitFor();
  await look('origin-invalid');
  await field('Allow an origin').fill('http://shop.fern.example');
  await expectText(editor, 'Plain http');
  await look('origin-plain');
  await field('Allow an origin').press('Enter');
  await editor.getByRole('button', { name: 'Remove http://shop.fern.example' }).hover();
  await look('origin-added');
  await closeTop(page, page.getByRole('tooltip'));
}

export const KEYS = [
  { name: 'Keys & origins', visit: list },
  { name: 'a new key', visit: making },
  { name: 'rotating and revoking a key', visit: ending },
  { name: 'origins', visit: origins },
];
