// The team: who may sign in, and what they may do.
import { admin } from '../dashboard.mjs';
import { expectText } from '../harness.mjs';
import { FULL, PLAIN } from './tenants.mjs';

const PEOPLE = [
  { email: 'amara.okafor@agency.example', role: 'support', tenants: null },
  { email: 'lin@fern.example', role: 'viewer', tenants: [FULL] },
  { email: 'noor@agency.example', role: 'editor', tenants: [FULL, PLAIN] },
];

async function team({ page, server, look, unavailable }) {
  const address = `${server.console}/team`;
  await unavailable('team', {
    path: '**/v1/admin/operators',
    open: () => page.goto(address),
    loading: 'Loading the team',
    error: 'The team could not be loaded',
  });
  for (const person of PEOPLE) {
    const { id } = await admin(page, server, 'POST', '/operators', person);
    if (person.role !== 'support') continue;
    await admin(page, server, 'PUT', `/operators/${id}`, { ...person, disabled: true });
  }
  await page.goto(address);
  await page.getByText('lin@fern.example').waitFor();
  await look('team');
  await page.getByRole('button', { name: 'Actions for noor@agency.example' }).click();
  await page.getByRole('menuitem', { name: 'New invitation link' }).waitFor();
  await look('team-menu');
  await page.getByRole('menuitem', { name: 'Disable…' }).click();
  await page.getByRole('alertdialog').waitFor();
  await look('team-disable');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Invite…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  await dialog.waitFor();
  await look('invite');
  await dialog.getByRole('radio', { name: 'Only these' }).click();
  await dialog.getByRole('checkbox', { name: /Northwind/ }).waitFor();
  await dialog.getByRole('button', { name: 'Create invitation' }).click();
  await expectText(dialog, 'Choose at least one tenant.');
  await look('invite-invalid');
  await dialog.getByLabel('E-mail').fill('lin@fern.example');
  await dialog.getByRole('checkbox', { name: /Northwind/ }).check();
  await dialog.getByRole('button', { name: 'Create invitation' }).click();
  await expectText(dialog, 'An operator has this e-mail address.');
  await look('invite-taken');
  await dialog.getByLabel('E-mail').fill('zoe@agency.example');
  await dialog.getByRole('button', { name: 'Create invitation' }).click();
  await page.getByRole('dialog', { name: /^The invitation/ }).waitFor();
  await look('invited');
}

export const TEAM = [{ name: 'the team', visit: team }];
