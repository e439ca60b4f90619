// Edits are never lost: no network, refusals, and leaving too early.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DESKTOP,
  desk,
  edited,
  makeTenant,
  openTenant,
  readTenant,
  startSession,
} from '../dashboard.mjs';
import { expectText, newPage } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

test('without a network nothing is saved and nothing is lost', async (t) => {
  const { page, field, save, revision } = await edited(t, server, 'offline');
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
  const { page, field, save, revision } = await edited(t, server, 'again');
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

test('visitors learn which model answers once an operator decides so', async (t) => {
  const page = await desk(t, server, { slug: 'models' });
  const { editor, save, revision } = await openTenant(page, server, 'models', 'behaviour');
  const show = editor.getByRole('switch', { name: 'Show visitors which model answers' });
  assert.equal(await show.getAttribute('aria-checked'), 'false');
  await show.press('Space');
  await editor.getByRole('button', { name: '1 unsaved change' }).click();
  await page.getByRole('menuitem', { name: 'Show visitors which model answers' }).click();
  await show.and(page.locator(':focus')).waitFor();
  await save.click();
  await revision(2).waitFor();
  assert.equal((await readTenant(page, server, 'models')).behaviour.show_models, true);
});

test('a part that cannot be loaded leaves the edits alone', async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.route('**/assets/Palette-*', (route) => route.abort());
  await startSession(page, server);
  await makeTenant(page, server, { slug: 'chunks', name: 'Chunks' });
  const { field, save, revision } = await openTenant(page, server, 'chunks');
  await field('Primary').fill('#123456');
  await page.keyboard.press('Control+K');
  const toast = page.getByRole('region', { name: 'Notifications' });
  await expectText(toast, 'This part of the page could not be loaded.');
  assert.equal(await field('Primary').inputValue(), '#123456');
  await save.click();
  await revision(2).waitFor();
});

test('a refusal by the service leads to its field', async (t) => {
  const { page, field, save, editor } = await edited(t, server, 'refused');
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

test('a tenant that was deleted in the meantime cannot be saved', async (t) => {
  const { page, field, save } = await edited(t, server, 'gone');
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

test('closing the browser tab asks only if something is unsaved', async (t) => {
  const { page, field, save, revision } = await edited(t, server, 'closing');
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

test('leaving with unsaved edits asks: stay, leave, save and leave', async (t) => {
  const { page, field, tenants } = await edited(t, server, 'leaving');
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

test('a document that is too large as a whole says what to shorten before it is sent', async (t) => {
  const rules = Array.from({ length: 7 }, (_, i) => ({
    pattern: `p${i}`,
    answer: 'a'.repeat(8000),
  }));
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
