// Choosing a password with a link.
import { admin } from '../dashboard.mjs';
import { expectText } from '../harness.mjs';

/** Where somebody signed in can make a link. */
async function makeLink({ page, server }) {
  const operator = { email: 'ben@agency.example', role: 'editor', tenants: null };
  const { items } = await admin(page, server, 'GET', '/operators');
  const known = items.find(({ email }) => email === operator.email);
  const path = known ? `/operators/${known.id}/password-link` : '/operators';
  const { link } = await admin(page, server, 'POST', path, known ? undefined : operator);
  return new URL(link).hash;
}

async function setPassword({ page, server, look }) {
  const address = `${server.console}/set-password`;
  const submit = page.getByRole('button', { name: 'Set password' });
  const hash = await makeLink({ page, server });
  await page.goto(address);
  await page.getByText('open the link that an owner gave you').waitFor();
  await look('set-password-no-link');
  await page.goto(`${address}${hash}`);
  await submit.waitFor();
  await look('set-password');
  await submit.click();
  await expectText(page.locator('form'), 'Enter at least');
  await look('set-password-invalid');
  await page.goto(`${address}#spent`);
  for (const field of await page.getByLabel(/new password/i).all())
    await field.fill('long enough to try');
  await submit.click();
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  await look('set-password-spent');
  await page.goto(`${address}${hash}`);
  for (const field of await page.getByLabel(/new password/i).all())
    await field.fill('long enough to keep');
  await submit.click();
  await page.getByRole('heading', { name: 'Your password is set' }).waitFor();
  await look('set-password-done');
}

export const PASSWORD = [{ name: 'a link for a password', visit: setPassword }];
