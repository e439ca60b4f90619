// The screens of what was changed, by whom.
import { FULL } from './tenants.mjs';

const LIST = '**/v1/admin/audit?*';
const ANA = { operator: `o_${'a'.repeat(32)}`, name: 'ana@agency.example', address: '192.0.2.7' };
const BEN = {
  operator: `o_${'b'.repeat(32)}`,
  name: 'ben@agency.example',
  token: '4f1d9c02ab77e310 (Nightly export)',
  address: '198.51.100.4',
};
const SERVICE = { operator: null, name: 'command line', address: '' };
const HOUR_MS = 3_600_000;

const change = (field, from, to, is_long = false) => ({ field, from, to, is_long });

/** A few of everything, from today back. */
const DONE = [
  {
    action: 'tenant_saved',
    tenant: FULL,
    revision: 12,
    note: 'Most visitors of the new shop write German or French',
    changes: [
      change('prompt', null, null, true),
      change('tokens.brand.primary', '#b4532a', '#0f766e'),
      change('origins.2', null, 'https://www.fern.example'),
    ],
    more_changes: 4,
  },
  { actor: BEN, action: 'key_created', tenant: FULL, subject: '4f1d9c02ab77e310 (Web shop)' },
  { action: 'tenant_saved', tenant: FULL, revision: 11, subject: 'revision 8' },
  {
    action: 'operator_changed',
    subject: 'ben@agency.example',
    changes: [change('role', 'viewer', 'editor')],
  },
  { actor: SERVICE, action: 'password_link_created', subject: 'ana@agency.example' },
  { action: 'provider_key_set', tenant: FULL, subject: 'openai' },
  { actor: BEN, action: 'conversation_deleted', tenant: FULL, subject: 'v_0c2ce3a16f0e' },
  { action: 'tenant_deleted', tenant: 'a-tenant-that-is-gone' },
  { action: 'second_factor_set' },
];

const busy = () => {
  const now = Date.now();
  const items = DONE.map((one, i) => ({
    id: `${i}`,
    at: new Date(now - i * i * HOUR_MS).toISOString(),
    actor: ANA,
    changes: [],
    more_changes: 0,
    ...one,
  }));
  return { items, cursor: null };
};

async function audit({ page, server, look, amended, unavailable }) {
  const region = page.getByRole('region', { name: 'Changes' });
  const open = (search = '') => page.goto(`${server.console}/audit${search}`);
  await unavailable('audit', {
    path: LIST,
    open,
    loading: 'Loading the changes',
    error: 'The changes could not be loaded',
  });
  await open('?from=2999-01-01');
  await region.getByText('Nothing found').waitFor();
  await look('audit-nothing');
  await amended(LIST, busy, async () => {
    await open();
    const first = region.getByRole('listitem').first();
    await first.getByRole('button', { name: /^Show details/ }).click();
    await first.getByText('and 4 more').waitFor();
    await look('audit');
    await region.getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export changes' });
    await dialog.getByRole('radio', { name: 'CSV' }).waitFor();
    await look('audit-export');
    const saved = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await saved;
    await dialog.getByText(/^Saved/).waitFor();
    await look('audit-exported');
  });
}

export const AUDIT = [{ name: 'who changed what', visit: audit }];
