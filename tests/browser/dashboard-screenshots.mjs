// Writes pictures of every screen of the dashboard: node dashboard-screenshots.mjs [part of a name]
import { mkdirSync } from 'node:fs';
import {
  admin,
  closeTop,
  fillSignIn,
  makeTenant,
  openTenant,
  panels,
  startSession,
  TABS,
} from './dashboard.mjs';
import { ask, lastReply, launch } from './harness.mjs';
import { startLocalServer } from './local-server.mjs';

const [wanted = ''] = process.argv.slice(2);
const FOLDER = new URL('./screenshots/dashboard/', import.meta.url);

const SIZES = [
  [360, 740],
  [1024, 768],
  [1440, 900],
];

const TENANTS = [
  ['acme-outdoors', 'Acme Outdoors', '#b4532a'],
  ['lumen-dental', 'Lumen Dental', '#6d4bd1'],
  ['northwind-travel', 'Northwind Travel', '#8f8f87'],
];

const FULL = {
  name: 'Fern & Field',
  copy: {
    title: 'Fern & Field',
    subtitle: 'Answers right away',
    welcome_message: 'Hello! Ask me about plants, orders or opening hours.',
    suggestions: ['Opening hours', 'Track my order'],
    privacy_note: 'AI answers can be wrong. We keep chats for 90 days.',
  },
  tokens: { brand: { primary: '#0f766e', secondary: '#f2c14e' } },
  behaviour: { image_hosts: ['images.fern.example'] },
  prompt: 'You are the assistant of Fern & Field, a garden shop. Be friendly and brief.',
  engines: [
    {
      name: 'rules',
      provider: 'rules',
      rules: [
        { pattern: 'saturday', answer: 'Yes. Saturday delivery is **free over €40**.' },
        { pattern: '/hours?|open/', answer: 'From 9 to 5, Monday to Saturday.' },
      ],
      fallback: 'I will ask a colleague. Anything else?',
    },
    { name: 'main', provider: 'openai', model: 'gpt-5-mini' },
  ],
  default_engine: 'rules',
  visitor_engines: ['rules'],
  origins: ['https://fern.example', 'https://*.preview.fern.example'],
};

const QUESTIONS = [
  'Do you deliver on Saturdays?',
  'When are you open?',
  'Do you sell bonsai pots?',
];

async function fill(page, server) {
  for (const [slug, name, primary] of TENANTS) {
    await makeTenant(page, server, { slug, name, tokens: { brand: { primary } } });
  }
  await makeTenant(page, server, { slug: 'fern-and-field', ...FULL });
  const keys = '/tenants/fern-and-field/keys';
  const { key } = await admin(page, server, 'POST', keys, {
    name: 'Web shop',
    kind: 'publishable',
  });
  const secret = { name: 'Nightly export', kind: 'secret', scopes: ['conversations:read'] };
  await admin(page, server, 'POST', keys, secret);
  for (const message of QUESTIONS) {
    const body = JSON.stringify({ session_id: crypto.randomUUID(), message });
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', Buffer.from(body)));
    await fetch(`${server.site}/v1/chat`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        origin: 'https://fern.example',
        'x-api-key': key,
        'x-amz-content-sha256': Buffer.from(digest).toString('hex'),
      },
      body,
    }).then((response) => response.text());
  }
}

/** Everything there is to see in one size and one scheme. */
async function takeAll(browser, servers, { width, height, colorScheme, name }) {
  const { empty, full } = servers;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  let number = 0;
  const take = (screen) => {
    number += 1;
    const file = `${name}-${String(number).padStart(2, '0')}-${screen}.png`;
    return page.screenshot({ path: new URL(file, FOLDER).pathname });
  };
  const show = async (panel) => {
    if (width >= 1024) return;
    const nav = page.getByRole('navigation', { name: 'Panels' });
    await nav.getByRole('button', { name: panel }).click();
  };
  const { editor, field, chat, tab, tenants } = panels(page);

  await page.goto(empty.console);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await take('sign-in');
  await fillSignIn(page, { ...empty, password: 'not the password' });
  await page.getByRole('alert').waitFor();
  await take('sign-in-refused');
  await startSession(page, empty);
  await page.goto(empty.console);
  await page.getByText('No tenants yet').waitFor();
  await take('empty');
  await show('First steps');
  await take('first-steps');
  await show('Tenants');
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('dialog').getByLabel('Name').fill('Fern & Field');
  await take('new-tenant');

  await startSession(page, full);
  await page.route('**/v1/admin/tenants?*', () => {});
  await page.goto(full.console);
  await page.getByRole('status', { name: 'Loading the tenants' }).waitFor();
  await page
    .getByRole('status')
    .locator('span')
    .first()
    .evaluate((skeleton) =>
      Promise.all(skeleton.getAnimations({ subtree: true }).map(({ finished }) => finished)),
    );
  await take('loading');
  await page.unroute('**/v1/admin/tenants?*');
  await page.route('**/v1/admin/tenants?*', (route) => route.abort());
  await page.goto(full.console);
  await page.getByText('The tenants could not be loaded').waitFor();
  await take('error');
  await page.unroute('**/v1/admin/tenants?*');
  await page.goto(full.console);
  await tenants.getByRole('link', { name: /Fern/ }).waitFor();
  await take('tenants');

  await openTenant(page, full, 'fern-and-field');
  await show('Preview');
  await ask(chat, 'Do you deliver on Saturdays?');
  await lastReply(chat, 2);
  await take('preview');
  await page.getByRole('radio', { name: 'Phone' }).click();
  await take('preview-phone');
  await page.getByRole('radio', { name: 'Desktop' }).click();
  await show('Editor');
  for (const label of TABS) {
    await tab(label).click();
    await page.locator('[aria-current=page]', { hasText: label }).waitFor();
    await page.getByRole('status', { name: /^Loading/ }).waitFor({ state: 'detached' });
    await take(label.toLowerCase().replaceAll(/[^a-z]+/g, '-'));
    const scroller = editor.locator('.overflow-y-auto').first();
    const isLong = await scroller.evaluate((box) => {
      box.scrollTop = box.scrollHeight;
      return box.scrollTop > 0;
    });
    if (isLong) await take(`${label.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-end`);
  }
  await editor.getByText('bonsai').first().click();
  await page.getByText('I will ask a colleague').first().waitFor();
  await take('conversation');

  await openTenant(page, full, 'fern-and-field');
  await editor.getByRole('combobox', { name: 'Font' }).click();
  await page.getByRole('listbox').waitFor();
  await take('select');
  await closeTop(page, page.getByRole('listbox'));
  await field('Primary').fill('#12345');
  await take('invalid');
  await field('Primary').fill('#7c2d12');
  await editor.getByRole('button', { name: /unsaved/ }).click();
  await page.getByRole('menu').waitFor();
  await take('unsaved');
  await closeTop(page, page.getByRole('menu'));
  await page.keyboard.press('Control+K');
  await page.getByRole('dialog', { name: 'Go to' }).getByRole('option').first().waitFor();
  await take('palette');
  await closeTop(page, page.getByRole('dialog', { name: 'Go to' }));
  await page.getByRole('link', { name: 'BubbleChat' }).click();
  await page.getByRole('alertdialog').waitFor();
  await take('leaving');
  await page.getByRole('button', { name: 'Stay' }).click();
  await context.setOffline(true);
  await editor.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Not saved.').waitFor();
  await take('offline');
  await context.setOffline(false);
  const { revision, created_at, updated_at, slug, provider_keys, ...settings } = await admin(
    page,
    full,
    'GET',
    '/tenants/fern-and-field',
  );
  settings.tokens.brand.primary =
    settings.tokens.brand.primary === '#0f766e' ? '#0e7490' : '#0f766e';
  const match = { 'if-match': `"${revision}"` };
  await admin(page, full, 'PUT', '/tenants/fern-and-field', settings, match);
  await editor.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog', { name: 'Somebody else saved in between' }).waitFor();
  await take('conflict');
  await page.getByRole('button', { name: 'Keep editing' }).click();
  await context.clearCookies();
  await editor.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog', { name: 'Sign in again' }).getByLabel('Password').waitFor();
  await take('sign-in-again');
  await startSession(page, full);
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto(`${full.console}/tenants/nobody/appearance`);
  await page.getByText('There is no such tenant').waitFor();
  await take('not-found');
  await context.close();
}

mkdirSync(FOLDER, { recursive: true });
const browser = await launch();
const servers = {
  empty: await startLocalServer({ demo: false }),
  full: await startLocalServer({ demo: false }),
};
try {
  const context = await browser.newContext();
  const page = await context.newPage();
  await startSession(page, servers.full);
  await fill(page, servers.full);
  await context.close();
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of SIZES) {
      const name = `${width}-${colorScheme}`;
      if (name.includes(wanted))
        await takeAll(browser, servers, { width, height, colorScheme, name });
    }
  }
} finally {
  await Promise.all([browser.close(), servers.empty.stop(), servers.full.stop()]);
}
