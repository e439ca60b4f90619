// The second factor: signing in with it, setting it up, and a team that demands one.
import { test } from 'node:test';
import { admin, colleague, DESKTOP, fillSignIn, signedIn } from '../dashboard.mjs';
import { expectAccessible, expectText, newPage } from '../harness.mjs';
import { button, expectFocus } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';
import { totp } from '../totp.mjs';

const [server] = await setUp(localServer());

const PASSWORD = 'a long enough password';

/** An operator who has a second factor, with the key of their app and their recovery codes. */
async function careful(t, email) {
  const owner = await signedIn(t, server);
  const page = await colleague(t, owner, server, { email });
  const { key } = await admin(page, server, 'POST', '/second-factor', { password: PASSWORD });
  const { recovery_codes: codes } = await admin(page, server, 'PUT', '/second-factor', {
    code: totp(key),
  });
  return { page, key, codes, credentials: { email, password: PASSWORD } };
}

/** The sign-in page after the right password. */
async function atCode(t, credentials) {
  const page = await newPage(t, DESKTOP);
  await page.goto(server.console);
  await fillSignIn(page, credentials);
  const code = page.getByLabel('Code');
  await expectFocus(page, code);
  return { page, code };
}

test('after the right password, signing in takes a code', async (t) => {
  const { key, credentials } = await careful(t, 'ana@agency.example');
  const { page, code } = await atCode(t, credentials);
  await expectAccessible(page);
  await button(page, 'Sign in').click();
  await expectText(page.locator('form'), 'Enter a code.');
  await code.fill('no code at all');
  await page.keyboard.press('Enter');
  await expectText(page.locator('form'), 'The code is wrong');
  await expectFocus(page, code);
  // The present one confirmed the app, and works once.
  await code.fill(totp(key, 1));
  await page.keyboard.press('Enter');
  await button(page, 'Account: ana@agency.example').waitFor();
});

test('a recovery code signs in once', async (t) => {
  const { codes, credentials } = await careful(t, 'ben@agency.example');
  const first = await atCode(t, credentials);
  await first.code.fill(codes[0]);
  await first.page.keyboard.press('Enter');
  await button(first.page, 'Account: ben@agency.example').waitFor();
  const second = await atCode(t, credentials);
  await second.code.fill(codes[0]);
  await second.page.keyboard.press('Enter');
  await expectText(second.page.locator('form'), 'The code is wrong');
  await second.code.fill(codes[1]);
  await second.page.keyboard.press('Enter');
  await button(second.page, 'Account: ben@agency.example').waitFor();
});

test('another operator is not asked for the code', async (t) => {
  const { credentials } = await careful(t, 'cleo@agency.example');
  const { page, code } = await atCode(t, credentials);
  await page.getByLabel('E-mail').fill(server.email);
  await code.waitFor({ state: 'detached' });
  await fillSignIn(page, server);
  await button(page, `Account: ${server.email}`).waitFor();
});
