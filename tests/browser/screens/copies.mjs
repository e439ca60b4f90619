// The screens around copies of tenants: copying one, and creating one from a file.
import { admin } from '../dashboard.mjs';
import { FULL } from './tenants.mjs';

async function copies({ page, server, look, open, editor, field, show }) {
  await open(FULL);
  await field('Primary').fill('#7c2d12');
  await editor.getByRole('button', { name: `Actions for ${FULL}` }).click();
  const copying = page.getByRole('menuitem', { name: 'Copy…' });
  await copying.waitFor();
  await look('tenant-menu-all');
  await copying.click();
  const copy = page.getByRole('dialog', { name: /^Copy/ });
  await copy.getByLabel('Slug').waitFor();
  await look('copy-tenant');
  await copy.getByRole('button', { name: 'Cancel' }).click();

  // From here on without the unsaved change, and without a notice over the list.
  await open(FULL);
  await show('Tenants');
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('button', { name: 'Create it from a file…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New tenant from a file' });
  await dialog.waitFor();
  await look('import-tenant');
  const pick = (content) =>
    page.getByLabel('Tenant file').setInputFiles({
      name: 'tenant.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(content)),
    });
  await pick({ brand: {} });
  await dialog.getByRole('alert').waitFor();
  await look('import-tenant-wrong-file');
  const file = await admin(page, server, 'GET', `/tenants/${FULL}/export`);
  await pick({ ...file, document: { ...file.document, origins: ['https://fern.example/shop'] } });
  await dialog.getByLabel('Slug').fill('fern-again');
  await look('import-tenant-chosen');
  await dialog.getByRole('button', { name: 'Create tenant' }).click();
  await dialog.getByRole('alert').getByRole('listitem').first().waitFor();
  await look('import-tenant-refused');
}

export const COPIES = [{ name: 'copies of tenants', visit: copies }];
