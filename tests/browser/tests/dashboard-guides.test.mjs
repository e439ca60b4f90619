// The guides: pages of the console that explain what the dashboard doesn't.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, signedIn } from '../dashboard.mjs';
import { expectAccessible, watch } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

test('Docs opens the guides, and they lead to the API reference', async (t) => {
  const page = await signedIn(t, server);
  await page.goto(server.console);
  const [tab] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: 'Docs' }).click(),
  ]);
  const guide = watch(tab);
  await guide.getByRole('heading', { name: 'Embedding the widget' }).waitFor();
  await guide.getByRole('cell', { name: 'data-welcome-message, data-placeholder' }).waitFor();
  await guide.getByRole('link', { name: 'Isolation', exact: true }).last().click();
  assert.equal(new URL(guide.url()).hash, '#isolation');
  await guide.getByRole('heading', { name: 'Isolation' }).waitFor();
  const styled = await guide.locator('header').evaluate((bar) => getComputedStyle(bar).position);
  assert.equal(styled, 'sticky', 'the policy lets the page have its style');
  for (const colorScheme of ['light', 'dark']) {
    await guide.emulateMedia({ colorScheme });
    await expectAccessible(guide);
  }
  await guide.setViewportSize(PHONE.viewport);
  const scrollWidth = await guide.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(scrollWidth <= PHONE.viewport.width, `${scrollWidth} px wide`);
  await guide.getByRole('link', { name: 'Deploying' }).click();
  await guide.getByRole('heading', { level: 1, name: /Deploy/ }).waitFor();
  await guide.getByRole('link', { name: 'API reference' }).click();
  await guide.waitForURL(`${server.console}/docs`);
  assert.deepEqual(guide.complaints, []);
});
