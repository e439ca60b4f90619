// The screens of the editor: the tabs without their own dialogs, the preview, saving, and deleting the tenant.
import { admin, closeTop, readTenant } from '../dashboard.mjs';
import { ask, expectText, lastReply } from '../harness.mjs';
import { DOOMED, FULL, PLAIN, SAVED } from './tenants.mjs';

async function preview({ look, show, open, preview: panel, chat, refused }) {
  await open(FULL);
  await show('Preview');
  await chat.dialog.waitFor();
  await look('preview', { inPreview: true });
  await ask(chat, 'Do you deliver on Saturdays?');
  await lastReply(chat, 2);
  await look('preview-reply', { inPreview: true });
  await panel.getByRole('radio', { name: 'Phone' }).click();
  await look('preview-phone', { inPreview: true });
  await panel.getByRole('radio', { name: 'Desktop' }).click();
  await chat.dialog.getByRole('button', { name: 'Close' }).click();
  await chat.dialog.waitFor({ state: 'hidden' });
  await look('preview-closed', { inPreview: true });
  await refused(`**/tenants/${FULL}/preview-key`, async () => {
    await open(FULL);
    await show('Preview');
    await panel.getByText('The preview could not be loaded').waitFor();
    await look('preview-error', { inPreview: true });
  });
}

async function silent({ page, look, show, load, preview: panel }) {
  await page.route('**/v1/widget/frame?*', (route) => route.fulfill({ body: '' }));
  await page.clock.install();
  await load(FULL);
  await show('Preview');
  await panel.getByRole('status', { name: 'Loading the preview' }).waitFor();
  await look('preview-loading', { inPreview: true });
  await page.clock.fastForward('00:11');
  await panel.getByText('The widget didn’t load').waitFor();
  await look('preview-silent', { inPreview: true });
}

async function appearance({ page, look, open, editor, field }) {
  await open(FULL);
  await look('appearance', { scrolls: true });
  await editor.getByRole('combobox', { name: 'Font' }).selectOption('Another font…');
  await field('Font names').waitFor();
  await look('another-font');
  await editor.getByRole('button', { name: 'Theme' }).click();
  const importing = page.getByRole('menuitem', { name: 'Import JSON…' });
  await importing.waitFor();
  await look('theme-menu');
  await importing.click();
  const dialog = page.getByRole('dialog', { name: 'Import a theme' });
  await dialog.getByLabel('Theme as JSON').fill('not a theme');
  await look('theme-import');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.locator('[aria-invalid=true]').waitFor();
  await look('theme-import-invalid');
}

async function behaviour({ look, open, editor, field }) {
  await open(FULL, 'behaviour');
  await look('behaviour', { scrolls: true });
  await field('Another host').fill('not a host');
  await field('Per key').fill('many');
  await editor.getByRole('button', { name: /^\d+ problems?$/ }).waitFor();
  await look('behaviour-invalid', { scrolls: true });
}

async function embed({ page, server, look, open, ...rest }) {
  const { editor, field, tab, tenants, unavailable, refused, amended } = rest;
  await unavailable('embed', {
    path: '**/v1/admin/me',
    // Already signed in, because otherwise the same response would be about the session.
    begin: () => page.goto(server.console),
    open: async () => {
      await tenants.getByRole('link', { name: 'Fern & Field' }).click();
      await tab('Embed').click();
    },
    loading: 'Loading the snippet',
    error: 'The site’s address could not be loaded',
  });
  await open(PLAIN, 'embed');
  await editor.getByText('No origin is allowed yet').waitFor();
  await look('embed-no-origin');
  const hashed = ({ items }) => ({ items: items.map((key) => ({ ...key, key: null })) });
  await amended(`**/tenants/${FULL}/keys`, hashed, async () => {
    await open(FULL, 'embed');
    await field('Or paste one that you kept').fill('bc_sk_secret');
    await editor.getByText('This is a secret key').waitFor();
    await look('embed-older-key');
  });
  await open(FULL, 'embed');
  await editor.getByRole('combobox', { name: 'In the snippet' }).waitFor();
  await look('embed', { scrolls: true });
  await editor.getByRole('button', { name: 'Create a key for this page' }).click();
  const making = page.getByRole('dialog', { name: 'Create a key' });
  await making.getByRole('button', { name: 'Create key' }).waitFor();
  await look('embed-new-key');
  await making.getByRole('button', { name: 'Create key' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await editor.getByRole('combobox', { name: 'In the snippet' }).waitFor();
  await look('embed-with-key');
  await refused('**/manifest.json', async () => {
    await editor.getByRole('tab', { name: 'Pinned' }).click();
    await editor.getByText('The published version could not be loaded').waitFor();
    await look('embed-pinned-error');
  });
  await editor.getByRole('button', { name: 'Try again' }).click();
  await editor.getByText(/^Version/).waitFor();
  await look('embed-pinned');
  await editor.getByRole('tab', { name: 'React' }).click();
  await editor.getByRole('figure', { name: 'React component' }).waitFor();
  await look('embed-react');
}

async function setUp({ page, look, open, editor }) {
  await open(PLAIN);
  await editor.getByRole('button', { name: /^Set-up/ }).click();
  await page.getByRole('dialog').getByRole('link').first().waitFor();
  await look('set-up');
}

async function unsaved({ page, look, open, editor, field }) {
  await open(FULL);
  await field('Primary').fill('#12345');
  await editor.getByText('1 problem').waitFor();
  await look('invalid');
  await field('Primary').fill('#7c2d12');
  await editor.getByRole('button', { name: /unsaved/ }).click();
  await page.getByRole('menuitem').first().waitFor();
  await look('unsaved-menu');
  await closeTop(page, page.getByRole('menu'));
  await editor.getByRole('button', { name: /^Undo/ }).hover();
  await page.getByText(/^Undo: Primary/).waitFor();
  await look('tooltip');
  await page.getByRole('link', { name: 'BubbleChat' }).click();
  const question = page.getByRole('alertdialog');
  await question.waitFor();
  await look('leaving');
  await question.getByRole('button', { name: 'Stay' }).click();
  await question.waitFor({ state: 'detached' });
  await editor.getByRole('button', { name: 'Discard' }).click();
  await expectText(page.getByRole('region', { name: 'Notifications' }), 'Discarded');
  await look('discarded');
}

async function notSaved({ page, server, look, open, field, save }) {
  await open(SAVED);
  await field('Primary').fill('#7c2d12');
  await page.context().setOffline(true);
  await save.click();
  await page.getByText('Not saved.').waitFor();
  await look('offline');
  await page.context().setOffline(false);

  const saved = await readTenant(page, server, SAVED);
  const { revision, created_at, updated_at, slug, provider_keys, ...settings } = saved;
  settings.tokens.brand.primary = '#0e7490';
  settings.copy.title = 'Acme';
  const match = { 'if-match': `"${revision}"` };
  await admin(page, server, 'PUT', `/tenants/${SAVED}`, settings, match);
  await save.click();
  const conflict = page.getByRole('dialog', { name: 'Somebody else has saved changes' });
  await conflict.waitFor();
  await look('conflict');
  await conflict.getByRole('button', { name: 'Keep editing' }).click();

  await page.context().clearCookies();
  await save.click();
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.getByLabel('Password').waitFor();
  await look('sign-in-again');
  await dialog.getByLabel('Password').fill('not the password');
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await dialog.getByRole('alert').waitFor();
  await look('sign-in-again-refused');
}

async function deletion({ page, look, open, editor, tenants }) {
  await open(DOOMED);
  await editor.getByRole('button', { name: `Actions for ${DOOMED}` }).click();
  const choice = page.getByRole('menuitem', { name: 'Delete tenant…' });
  await choice.waitFor();
  await look('tenant-menu');
  await choice.click();
  const dialog = page.getByRole('dialog', { name: /^Delete/ });
  await dialog.getByLabel('To confirm').fill(DOOMED);
  await look('delete-tenant');
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await dialog.waitFor({ state: 'detached' });
  await tenants.getByText(`Deleting ${DOOMED}`).waitFor();
  // The editor has left; the page that takes its place comes with its heading.
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await look('purging');
}

export const EDITOR = [
  { name: 'the preview', visit: preview },
  { name: 'Appearance', visit: appearance },
  { name: 'Behaviour', visit: behaviour },
  { name: 'Embed', visit: embed },
  { name: 'the set-up', visit: setUp },
  { name: 'unsaved changes', visit: unsaved },
  { name: 'what could not be saved', visit: notSaved },
  { name: 'the end of a tenant', visit: deletion },
];

/** It comes last, because it changes the page's clock for good. */
export const SILENCE = [{ name: 'a preview that does not answer', visit: silent }];
