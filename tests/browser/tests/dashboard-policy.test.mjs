// The dashboard under the policy that the template gives it, Trusted Types among it, without one violation.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESKTOP, fillSignIn, panels } from '../dashboard.mjs';
import { deployedPolicy, startDeployedConsole } from '../fixtures/deployed-console.mjs';
import { ask, lastReply, newPage, useBrowser, violations } from '../harness.mjs';
import { LOCAL_BIN } from '../local-server.mjs';
import { startServers, testSections } from '../screens.mjs';

useBrowser();
const skip = LOCAL_BIN ? false : 'BUBBLECHAT_LOCAL_BIN is not set';
let servers;
let policy;
/** The servers behind the deployed policy. */
let deployed;

before(async () => {
  if (skip) return;
  servers = await startServers();
  policy = await deployedPolicy(servers.full.site);
  const [empty, full] = await Promise.all(
    [servers.empty, servers.full].map(async (server) =>
      startDeployedConsole(server, await deployedPolicy(server.site)),
    ),
  );
  deployed = { empty, full };
});
after(async () => {
  await Promise.all([deployed?.empty.stop(), deployed?.full.stop()]);
  await servers?.stop();
});

/** Collects what the policy, or the demand for Trusted Types in it, has refused in the page and its frames. */
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

test('the local server sends the policy of the template', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  const { headers } = await page.request
    .get(servers.full.console)
    .then((response) => ({ headers: response.headers() }));
  assert.equal(headers['content-security-policy'], policy);
});

test('the policy is in force in these tests', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  const refusals = await noteRefusals(page);
  await page.goto(deployed.full.console);
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

test('every screen', { skip }, (t) =>
  testSections(t, deployed, async (page) => {
    const refusals = await noteRefusals(page);
    return (screen) => assert.deepEqual(refusals, [], screen);
  }),
);

test('from the sign-in to a chat in the preview', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.goto(deployed.empty.console);
  await fillSignIn(page, deployed.empty);
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
