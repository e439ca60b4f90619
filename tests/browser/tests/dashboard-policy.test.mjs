// The dashboard under the policy that the template gives it, Trusted Types among it, without one violation.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  closeTop,
  DESKTOP,
  fillSignIn,
  makeTenant,
  openTenant,
  panels,
  startSession,
  TABS,
} from '../dashboard.mjs';
import { deployedPolicy, startDeployedConsole } from '../fixtures/deployed-console.mjs';
import { ask, lastReply, newPage, useBrowser, violations } from '../harness.mjs';
import { LOCAL_BIN, startLocalServer } from '../local-server.mjs';

useBrowser();
const skip = LOCAL_BIN ? false : 'BUBBLECHAT_LOCAL_BIN is not set';
let server;
let policy;
let deployed;

before(async () => {
  if (skip) return;
  server = await startLocalServer({ demo: false });
  policy = await deployedPolicy(server.site);
  deployed = await startDeployedConsole(server, policy);
});
after(async () => {
  await deployed?.stop();
  await server?.stop();
});

test('the local server sends the policy of the template', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  const { headers } = await page.request
    .get(server.console)
    .then((response) => ({ headers: response.headers() }));
  assert.equal(headers['content-security-policy'], policy);
});

test('the policy is in force in these tests', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.goto(deployed.console);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const refused = page.waitForEvent('console', (message) => message.type() === 'error');
  const thrown = await page.evaluate(() => {
    try {
      document.body.innerHTML = '<b></b>';
    } catch (error) {
      return String(error);
    }
  });
  assert.match(thrown, /TrustedHTML/);
  await refused;
});

test('from the sign-in to a chat in the preview', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.goto(deployed.console);
  await fillSignIn(page, server);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.getByLabel('Name').fill('Strict');
  await dialog.getByRole('button', { name: 'Make tenant' }).click();
  const { editor, field, save, revision, chat } = panels(page);
  await field('Primary').fill('#7c2d12');
  await editor.getByRole('combobox', { name: 'Font' }).click();
  await page.getByRole('option', { name: 'Georgia' }).click();
  await save.click();
  await revision(2).waitFor();
  const welcomed = await chat.replies.count();
  await ask(chat, 'one two three');
  assert.match(await lastReply(chat, welcomed + 1), /Thank you for your message/);
  assert.deepEqual(violations(page), []);
});

test('every tab, dialog, menu and message', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  await startSession(page, deployed);
  await makeTenant(page, deployed, { slug: 'screens', name: 'Screens' });
  const { chat, editor, field, save, tab } = await openTenant(page, deployed, 'screens');
  await chat.dialog.waitFor();
  for (const name of TABS) {
    await tab(name).click();
    await page.locator(`[aria-current=page]`, { hasText: name }).waitFor();
  }
  await tab('Appearance').click();
  await editor.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitem', { name: 'Import JSON…' }).click();
  const importing = page.getByRole('dialog', { name: 'Import a theme' });
  await importing.getByLabel('Theme as JSON').fill('{}');
  await closeTop(page, importing);
  await page.keyboard.press('Control+K');
  const palette = page.getByRole('dialog', { name: 'Go to' });
  await palette.getByRole('combobox').fill('keys');
  await closeTop(page, palette);
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Change password…' }).click();
  const password = page.getByRole('dialog', { name: 'Change password' });
  await password.waitFor();
  await closeTop(page, password);
  await field('Primary').fill('#123456');
  await page.context().setOffline(true);
  await save.click();
  await page.getByText('Not saved.').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('link', { name: 'BubbleChat' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Leave without saving' }).click();
  await page.getByRole('heading', { name: 'Next for Screens' }).waitFor();
  assert.deepEqual(violations(page), []);
});
