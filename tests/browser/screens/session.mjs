// The screens around the editor: signing in, the list of tenants, the account, and what does not exist.
import { chooseInAccount, closeTop, fillSignIn } from '../dashboard.mjs';
import { expectText } from '../harness.mjs';
import { FULL } from './tenants.mjs';

async function firstTime({ page, server, look, show }) {
  await page.goto(server.console);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await look('sign-in');
  await fillSignIn(page, { email: 'ada', password: '' });
  await expectText(page.locator('form'), 'Enter your e-mail address');
  await look('sign-in-invalid');
  await fillSignIn(page, { ...server, password: 'not the password' });
  await page.getByRole('alert').waitFor();
  await look('sign-in-refused');
  await fillSignIn(page, server);
  await page.getByText('No tenants yet').waitFor();
  await page
    .getByRole('heading', { name: /^Your first chat/, includeHidden: true })
    .waitFor({ state: 'attached' });
  await look('no-tenants');
  if (await show('Home')) await look('first-steps');
}

async function tenantList({ page, server, look, tenants, amended, unavailable }) {
  const list = '**/v1/admin/tenants?*';
  const open = () => page.goto(server.console);
  await unavailable('tenants', {
    path: list,
    open,
    loading: 'Loading the tenants',
    error: 'The tenants could not be loaded',
  });
  // A list without end: the pages after the first are refused, as nothing goes on there.
  const more = (answer) => ({ items: [], ...answer, cursor: 'more' });
  await amended(list, more, async () => {
    await open();
    await tenants.getByRole('button', { name: 'Show more' }).waitFor();
    await look('tenants-more');
  });
  await open();
  await tenants.getByRole('link', { name: /Fern/ }).waitFor();
  await page
    .getByRole('heading', { name: 'Today', includeHidden: true })
    .waitFor({ state: 'attached' });
  await look('tenants');
  await tenants.getByRole('searchbox').fill('nobody');
  await tenants.getByText('Nothing found').waitFor();
  await look('tenants-none-found');
}

async function newTenant({ page, server, look }) {
  await page.goto(server.console);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  const make = dialog.getByRole('button', { name: 'Create tenant' });
  await make.click();
  await expectText(dialog, 'Enter a name.');
  await look('new-tenant-invalid');
  await dialog.getByLabel('Name').fill('Fern & Field');
  await look('new-tenant');
  await make.click();
  await expectText(dialog, 'is taken');
  await look('new-tenant-taken');
}

/** As if the operator were signed in on a phone too, and with a script. */
const elsewhere = ({ items: [here] }) => ({
  items: [
    {
      ...here,
      id: 'phone',
      is_current: false,
      address: '2001:db8:1234:5678::/64',
      user_agent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    },
    { ...here, id: 'script', is_current: false, address: '192.0.2.7', user_agent: 'curl/8.14.1' },
    here,
  ],
});

async function account({ page, server, look }) {
  await page.goto(server.console);
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await look('account-menu');
  await page.getByRole('menuitem', { name: 'Change password…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change password' });
  const change = dialog.getByRole('button', { name: 'Change password' });
  await change.waitFor();
  await look('password');
  await change.click();
  await expectText(dialog, 'Enter your current password.');
  await look('password-invalid');
  await dialog.getByLabel('Current password').fill('not the password');
  await dialog.getByLabel('New password', { exact: true }).fill('a new pass phrase');
  await dialog.getByLabel('Repeat new password').fill('a new pass phrase');
  await change.click();
  await expectText(dialog, 'That is not your current password.');
  await look('password-refused');
}

async function sessions({ page, server, look, amended, unavailable }) {
  const path = '**/v1/admin/sessions';
  const dialog = page.getByRole('dialog', { name: 'Where you are signed in' });
  await unavailable('sessions', {
    path,
    begin: () => page.goto(server.console),
    open: () => chooseInAccount(page, 'Signed in on…'),
    loading: 'Loading your sessions',
    error: 'Your sessions could not be loaded',
  });
  await amended(path, elsewhere, async () => {
    await page.goto(server.console);
    await chooseInAccount(page, 'Signed in on…');
    await dialog.getByText('Safari on iPhone').waitFor();
    await look('sessions');
  });
  await page.goto(server.console);
  await chooseInAccount(page, 'Signed in on…');
  await dialog.getByText('You are not signed in anywhere else.').waitFor();
  await look('sessions-none-elsewhere');
  await dialog.getByRole('button', { name: 'Sign out everywhere…' }).click();
  await page.getByRole('alertdialog').waitFor();
  await look('sign-out-everywhere');
}

async function palette({ page, look, open }) {
  await open(FULL);
  await page.keyboard.press('Control+K');
  const dialog = page.getByRole('dialog', { name: 'Go to' });
  await dialog.getByRole('option', { name: /Northwind/ }).waitFor();
  await look('palette');
  await dialog.getByRole('combobox').fill('nobody');
  await dialog.getByText('Nothing found.').waitFor();
  await look('palette-none-found');
  await closeTop(page, dialog);
}

async function missing({ page, server, look, refused, unavailable }) {
  await page.goto(`${server.console}/nowhere`);
  await page.getByText('Page not found').waitFor();
  await look('no-page');
  await refused('**/v1/admin/me', async () => {
    await page.goto(server.console);
    await page.getByText('This page could not be shown').waitFor();
    await look('page-error');
  });
  await page.goto(`${server.console}/tenants/nobody/appearance`);
  await page.getByText('Tenant not found').waitFor();
  await look('no-tenant');
  await unavailable('tenant', {
    path: `**/v1/admin/tenants/${FULL}`,
    open: () => page.goto(`${server.console}/tenants/${FULL}/appearance`),
    loading: 'Loading the tenant',
    error: 'The tenant could not be loaded',
  });
}

export const SESSION = [
  { name: 'the first sign-in', visit: firstTime, server: 'empty' },
  { name: 'the list of tenants', visit: tenantList },
  { name: 'a new tenant', visit: newTenant },
  { name: 'the account', visit: account },
  { name: 'the sessions', visit: sessions },
  { name: 'the palette', visit: palette },
  { name: 'what does not exist', visit: missing },
];
