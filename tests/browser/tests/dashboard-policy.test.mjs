// The dashboard under the template's policy, including Trusted Types, without a single violation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, fillSignIn, panels } from '../dashboard.mjs';
import { deployedPolicy, startDeployedConsole } from '../fixtures/deployed-console.mjs';
import { ask, lastReply, newPage, violations } from '../harness.mjs';
import { startServers, testSections } from '../screens.mjs';
import { setUp } from '../setup.mjs';

/** The dashboard's servers, behind consoles that send the deployed policy. */
async function startDeployed() {
  const servers = await startServers();
  const [empty, full] = await Promise.all(
    [servers.empty, servers.full].map(async (server) =>
      startDeployedConsole(server, await deployedPolicy(server.site)),
    ),
  );
  const stop = () => Promise.all([empty.stop(), full.stop()]).then(() => servers.stop());
  return { consoles: { empty, full }, local: servers.full, stop };
}

const [deployed] = await setUp(startDeployed());
const { consoles, local } = deployed;

/** Collects what the policy, including Trusted Types, has refused in the page and its frames. */
async function noteRefusals(page) {
  const refusals = [];
  await page.exposeFunction('noteRefusal', (refusal) => refusals.push(refusal));
  await page.addInitScript(() =>
    addEventListener('securitypolicyviolation', (event) => {
      const { effectiveDirective, blockedURI, sample } = event;
      globalThis.noteRefusal(`${effectiveDirective}: ${blockedURI} ${sample}`);
    }),
  );
  return refusals;
}

test('the local server sends the policy of the template', async (t) => {
  const page = await newPage(t, DESKTOP);
  const { headers } = await page.request
    .get(local.console)
    .then((response) => ({ headers: response.headers() }));
  assert.equal(headers['content-security-policy'], await deployedPolicy(local.site));
});

test('the policy is in force in these tests', async (t) => {
  const page = await newPage(t, DESKTOP);
  const refusals = await noteRefusals(page);
  await page.goto(consoles.full.console);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const thrown = await page.evaluate(() => {
    try {
      document.body.innerHTML = '<b></b>';
    } catch (error) {
      return String(error);
    }
  });
  assert.match(thrown, /TrustedHTML/);
  await page.evaluate(() => {
    const told = new Promise((resolve) => addEventListener('securitypolicyviolation', resolve));
    document.body.setAttribute('style', 'color: red');
    return told.then(() => {});
  });
  assert.deepEqual(
    refusals.map((refusal) => refusal.split(':')[0]),
    ['require-trusted-types-for', 'style-src-attr'],
  );
});

test('every screen', (t) =>
  testSections(t, consoles, async (page) => {
    const refusals = await noteRefusals(page);
    return (screen) => assert.deepEqual(refusals, [], screen);
  }));

test('from the sign-in to a chat in the preview', async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.goto(consoles.empty.console);
  await fillSignIn(page, consoles.empty);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.getByLabel('Name').fill('Strict');
  await dialog.getByRole('button', { name: 'Create tenant' }).click();
  const { editor, field, save, revision, chat } = panels(page);
  await field('Primary').fill('#7c2d12');
  await editor.getByRole('combobox', { name: 'Font' }).selectOption('Georgia');
  await save.click();
  await revision(2).waitFor();
  await chat.dialog.waitFor();
  const welcomed = await chat.replies.count();
  await ask(chat, 'one two three');
  assert.match(await lastReply(chat, welcomed + 1), /Thank you for your message/);
  assert.deepEqual(violations(page), []);
});
