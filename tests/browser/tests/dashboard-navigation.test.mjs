// The ways between tenants and tabs: what is shown, kept and announced.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DESKTOP,
  desk as deskOf,
  makeTenant,
  openTenant,
  PHONE,
  panels,
  talk,
} from '../dashboard.mjs';
import { expectText } from '../harness.mjs';
import { expectFocus, heading } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const LIMITS = { key_per_minute: 1000, session_per_minute: 1000, address_per_minute: 1000 };

const desk = (t, slug, { view, ...settings } = {}) =>
  deskOf(t, server, { slug, ...settings }, view);

test('the row of tabs fades where it continues', async (t) => {
  const page = await desk(t, 'fade', { view: { viewport: { width: 480, height: 740 } } });
  const { tab } = await openTenant(page, server, 'fade');
  const row = page.getByRole('navigation', { name: 'Settings' }).locator('[data-hidden]');
  const fades = async (side) => {
    await row.and(page.locator(`[data-hidden="${side}"]`)).waitFor();
    assert.match(await row.evaluate((node) => getComputedStyle(node).maskImage), /gradient/);
  };
  await fades('end');
  await tab('Conversations').click();
  await fades('start');
  await page.setViewportSize({ width: 360, height: 740 });
  await tab('Prompt & engines').click();
  await fades('both');
  await page.setViewportSize(DESKTOP.viewport);
  await row.waitFor({ state: 'detached' });
});

test('Back returns to the previous tab without a question', async (t) => {
  const page = await desk(t, 'back');
  const { field, tab, save } = await openTenant(page, server, 'back');
  await field('Primary').fill('#123456');
  await tab('Behaviour').click();
  await field('Name').waitFor();
  await tab('Keys & origins').click();
  await field('Allow an origin').waitFor();
  await page.goBack();
  await field('Name').waitFor();
  await page.goBack();
  assert.equal(await field('Primary').inputValue(), '#123456');
  await save.waitFor();
});

test('a tab opens at its top and announces its name', async (t) => {
  const page = await desk(t, 'top', { view: { viewport: { width: 1024, height: 600 } } });
  const { editor, tab, field } = await openTenant(page, server, 'top');
  const top = () => heading(editor, 'top').evaluate((node) => node.getBoundingClientRect().top);
  const before = await top();
  await editor.getByRole('heading').last().scrollIntoViewIfNeeded();
  assert.ok((await top()) < before, 'it scrolls');
  await tab('Behaviour').click();
  await field('Name').waitFor();
  assert.equal(await top(), before);
  assert.equal(await page.title(), 'Behaviour · top · BubbleChat');
  await expectText(page.locator('[aria-live]'), 'Behaviour is shown');
  await page.goto(`${server.console}/tenants/top/engines#prompt`);
  await expectFocus(page, field('System prompt'));
});

test('another tenant opens on the same tab', async (t) => {
  const page = await desk(t, 'one', { limits: LIMITS });
  await makeTenant(page, server, { slug: 'other', name: 'Other' });
  await talk(page, server, 'one', 1);
  const { tenants, editor } = await openTenant(page, server, 'one', 'keys');
  const path = () => new URL(page.url()).pathname;
  await tenants.getByRole('link', { name: /Other/ }).click();
  await heading(editor, 'Other').waitFor();
  assert.equal(path(), '/tenants/other/keys');
  await openTenant(page, server, 'one', 'conversations');
  await editor.getByRole('link', { name: /message 1/ }).click();
  await editor.getByRole('list', { name: 'Messages' }).waitFor();
  await tenants.getByRole('link', { name: /Other/ }).click();
  await heading(editor, 'Other').waitFor();
  assert.equal(path(), '/tenants/other/conversations');
});

test('tenants with the same name can be told apart', async (t) => {
  const page = await desk(t, 'twin-a', { name: 'Twin' });
  await makeTenant(page, server, { slug: 'twin-b', name: 'Twin' });
  await makeTenant(page, server, { slug: 'alone', name: 'Alone' });
  await page.goto(server.console);
  const { tenants } = panels(page);
  await tenants.getByRole('link', { name: /Twin.*twin-a ·/ }).waitFor();
  await tenants.getByRole('link', { name: /Twin.*twin-b ·/ }).waitFor();
  const alone = tenants.getByRole('link', { name: /Alone/ });
  assert.doesNotMatch(await alone.innerText(), /alone/);
  assert.equal(await alone.getAttribute('title'), 'Alone · alone');
});

test('an unknown address is reported beside the tenants', async (t) => {
  const page = await desk(t, 'known');
  for (const path of ['/nowhere', '/tenants/known/nowhere', '/a/b/c']) {
    await page.goto(`${server.console}${path}`);
    await heading(page, 'Page not found').waitFor();
    assert.equal(await page.title(), 'Not found · BubbleChat');
    await panels(page).tenants.getByRole('link', { name: /known/ }).waitFor();
    await page.getByRole('button', { name: /^Account/ }).waitFor();
  }
  await page.setViewportSize(PHONE.viewport);
  await heading(page, 'Page not found').waitFor();
});
