// Keys: publishable ones are public, so they can be had at any time; secret ones are shown once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, desk, openTenant } from '../dashboard.mjs';
import { expectText } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const makeKey = (page, slug, key) => admin(page, server, 'POST', `/tenants/${slug}/keys`, key);
const snippet = (editor) => editor.getByRole('figure', { name: 'Script tag', exact: true });

test('a publishable key is shown at any time, and stands in the snippet', async (t) => {
  const page = await desk(t, server, { slug: 'shown' });
  const web = await makeKey(page, 'shown', { name: 'Web', kind: 'publishable' });
  const own = await makeKey(page, 'shown', { name: 'Export', kind: 'secret', scopes: ['chat'] });
  const { editor } = await openTenant(page, server, 'shown', 'embed');
  await expectText(snippet(editor), `data-key="${web.key}"`);
  await openTenant(page, server, 'shown', 'keys');
  await editor.getByText(web.key, { exact: true }).waitFor();
  await editor.getByRole('button', { name: 'Copy Web' }).waitFor();
  await editor.getByText(own.hint, { exact: true }).waitFor();
  assert.ok(!(await page.content()).includes(own.key), 'a secret key is nowhere');
  assert.equal(await editor.getByRole('button', { name: /^Copy/ }).count(), 1);
});

test('of an older publishable key the hint is shown, and why', async (t) => {
  const page = await desk(t, server, { slug: 'older' });
  const { key, hint } = await makeKey(page, 'older', { name: 'Old shop', kind: 'publishable' });
  // As the service answers about keys that it stored as a hash.
  await page.route('**/v1/admin/tenants/older/keys', async (route) => {
    const response = await route.fetch();
    const { items, ...page } = await response.json();
    await route.fulfill({ json: { ...page, items: items.map((one) => ({ ...one, key: null })) } });
  });
  const { editor, field } = await openTenant(page, server, 'older', 'keys');
  await editor.getByText(hint, { exact: true }).waitFor();
  await expectText(editor, 'Only its hash is stored');
  await openTenant(page, server, 'older', 'embed');
  await expectText(editor, `Of “Old shop” (${hint}), only a hash is stored`);
  await field('Or paste one that you kept').fill(key);
  await expectText(snippet(editor), `data-key="${key}"`);
});
