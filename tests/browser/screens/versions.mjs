// The screens of a tenant's versions.
import { admin, readTenant } from '../dashboard.mjs';
import { FULL, PLAIN } from './tenants.mjs';

const LIST = `**/v1/admin/tenants/${FULL}/versions`;
const ONE = `**/v1/admin/tenants/${FULL}/versions/1`;

/** Saves a few fields at once, so that there is something to compare. */
async function change(page, server) {
  const { revision, ...tenant } = await readTenant(page, server, FULL);
  const prompt = `${tenant.prompt} Answer in the visitor’s language. `;
  const note = 'Most visitors of the new shop write German or French';
  const origins = [...tenant.origins, 'https://www.fern.example'];
  const changed = { ...tenant, prompt, origins, note };
  const match = { 'if-match': `"${revision}"` };
  await admin(page, server, 'PUT', `/tenants/${FULL}`, changed, match);
}

async function versions({ page, server, look, load, editor, field, ...rest }) {
  const { unavailable, refused, held, show } = rest;
  const open = (search = '') => load(FULL, `versions${search}`);
  const compared = editor.getByText(/changes? from revision/);
  await change(page, server);
  await unavailable('versions', {
    path: LIST,
    open,
    loading: 'Loading the versions',
    error: 'The versions could not be loaded',
  });
  await held(ONE, async () => {
    await open('?revision=2&with=1');
    await editor.getByRole('status', { name: 'Loading both versions' }).waitFor();
    await look('versions-compare-loading');
  });
  await refused(ONE, async () => {
    await open('?revision=2&with=1');
    await editor.getByText('The versions could not be compared').waitFor();
    await look('versions-compare-error');
  });
  await load(PLAIN, 'versions');
  await editor.getByRole('link', { name: /^Revision 1/ }).waitFor();
  await look('versions-one');
  await open();
  await editor.getByRole('link', { name: /^Revision 2/ }).waitFor();
  await look('versions');
  await open('?revision=2');
  await compared.waitFor();
  await look('versions-compare', { scrolls: true });

  await load(FULL);
  await show('Editor');
  await field('Primary').fill('#7c2d12');
  await editor.getByRole('button', { name: 'Add a note' }).click();
  await field('Note on this save').fill('The new brand colour');
  await look('save-note');
  await editor.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Versions' }).click();
  await editor.getByRole('link', { name: /^Revision 1/ }).click();
  await editor.getByRole('button', { name: 'Restore…' }).click();
  await page.getByRole('dialog').getByText('What changes').waitFor();
  await look('versions-restore');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await editor.getByRole('button', { name: 'Discard' }).click();
}

export const VERSIONS = [{ name: 'versions', visit: versions }];
