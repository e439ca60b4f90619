// axe finds nothing on any screen of the dashboard, light and dark, and on a phone.
import { after, before, test } from 'node:test';
import {
  admin,
  closeTop,
  DESKTOP,
  fillSignIn,
  makeTenant,
  openTenant,
  PHONE,
  panels,
  startSession,
  TABS,
} from '../dashboard.mjs';
import { ask, expectAccessible, expectText, lastReply, newPage, useBrowser } from '../harness.mjs';
import { LOCAL_BIN, startLocalServer } from '../local-server.mjs';

useBrowser();
const skip = LOCAL_BIN ? false : 'BUBBLECHAT_LOCAL_BIN is not set';
let server;

before(async () => {
  if (!skip) server = await startLocalServer({ demo: false });
});
after(() => server?.stop());

/** The same screen in both schemes, which differ in nothing but colours. The preview's frame is looked at once, below. */
async function expectBothAccessible(page, exclude = 'iframe') {
  await page.emulateMedia({ colorScheme: 'dark' });
  // What is half transparent has no contrast yet.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished),
    ),
  );
  await expectAccessible(page, 'html', { exclude, rules: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page, 'html', { exclude });
}

test('signing in, and the first screen', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.goto(server.console);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await fillSignIn(page, { email: 'ada', password: '' });
  await expectText(page.locator('form'), 'Your e-mail address');
  await expectBothAccessible(page);
  await fillSignIn(page, { ...server, password: 'not the password' });
  await page.getByRole('alert').waitFor();
  await expectBothAccessible(page);
  await fillSignIn(page, server);
  await page.getByRole('heading', { name: /^Your first chat/ }).waitFor();
  await expectBothAccessible(page);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.getByRole('button', { name: 'Make tenant' }).click();
  await expectText(dialog, 'The customer’s name');
  await expectBothAccessible(page);
  await closeTop(page, dialog);
  await page.getByRole('searchbox').fill('nobody');
  await page.getByText('Nothing found').waitFor();
  await expectBothAccessible(page);
});

/** A tenant that has something on every tab. */
async function fullTenant(page, slug) {
  await startSession(page, server);
  await makeTenant(page, server, {
    slug,
    name: 'Fern & Field',
    copy: { welcome_message: 'Hello!', suggestions: ['When are you open?'], privacy_note: 'Note.' },
    prompt: 'You are kind.',
    engines: [
      {
        name: 'rules',
        provider: 'rules',
        rules: [{ pattern: 'open', answer: '9 to 5' }],
        fallback: 'Ask somebody.',
      },
      { name: 'main', provider: 'openai', model: 'gpt-5-mini' },
    ],
    default_engine: 'rules',
    visitor_engines: ['rules'],
    origins: ['https://fern.example'],
  });
  for (const kind of ['publishable', 'secret']) {
    await admin(page, server, 'POST', `/tenants/${slug}/keys`, { name: `A ${kind} one`, kind });
  }
}

test('every tab', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  await fullTenant(page, 'tabs');
  const { chat, tab } = await openTenant(page, server, 'tabs');
  await ask(chat, 'Are you open?');
  await lastReply(chat, 2);
  await expectBothAccessible(page, null);
  for (const name of TABS) {
    await tab(name).click();
    await page.locator('[aria-current=page]', { hasText: name }).waitFor();
    await page.getByRole('status', { name: /^Loading/ }).waitFor({ state: 'detached' });
    await expectBothAccessible(page);
  }
});

test('whatever opens over them', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  await fullTenant(page, 'dialogs');
  const { editor, field, save, chat } = await openTenant(page, server, 'dialogs');
  await chat.dialog.waitFor();

  await editor.getByRole('combobox', { name: 'Font' }).click();
  await page.getByRole('option', { name: 'Georgia' }).waitFor();
  await expectBothAccessible(page);
  await closeTop(page, page.getByRole('listbox'));

  await editor.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitem', { name: 'Import JSON…' }).waitFor();
  await expectBothAccessible(page);
  await page.getByRole('menuitem', { name: 'Import JSON…' }).click();
  const importing = page.getByRole('dialog', { name: 'Import a theme' });
  await importing.getByLabel('Theme as JSON').fill('not a theme');
  await importing.getByRole('button', { name: 'Import', exact: true }).click();
  await expectBothAccessible(page);
  await closeTop(page, importing);

  await page.keyboard.press('Control+K');
  const palette = page.getByRole('dialog', { name: 'Go to' });
  await palette.getByRole('option').first().waitFor();
  await expectBothAccessible(page);
  await closeTop(page, palette);

  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await expectBothAccessible(page);
  await page.getByRole('menuitem', { name: 'Change password…' }).click();
  const password = page.getByRole('dialog', { name: 'Change password' });
  await password.getByRole('button', { name: 'Change password' }).click();
  await expectBothAccessible(page);
  await closeTop(page, password);

  await field('Primary').fill('#12345');
  await editor.getByText('1 needs attention').waitFor();
  await expectBothAccessible(page);
  await field('Primary').fill('#123456');
  await editor.getByRole('button', { name: '1 unsaved change' }).click();
  await page.getByRole('menuitem').first().waitFor();
  await expectBothAccessible(page);
  await closeTop(page, page.getByRole('menu'));

  await page.getByRole('link', { name: 'BubbleChat' }).click();
  const leaving = page.getByRole('alertdialog');
  await leaving.waitFor();
  await expectBothAccessible(page);
  await leaving.getByRole('button', { name: 'Stay' }).click();
  await leaving.waitFor({ state: 'detached' });

  await page.context().setOffline(true);
  await save.click();
  await page.getByText('Not saved.').waitFor();
  await expectBothAccessible(page);
  await page.context().setOffline(false);

  const { revision, created_at, updated_at, slug, provider_keys, ...settings } = await admin(
    page,
    server,
    'GET',
    '/tenants/dialogs',
  );
  settings.tokens.brand.primary = '#654321';
  await admin(page, server, 'PUT', '/tenants/dialogs', settings, { 'if-match': `"${revision}"` });
  await save.click();
  const conflict = page.getByRole('dialog', { name: 'Somebody else saved in between' });
  await conflict.waitFor();
  await expectBothAccessible(page);
  await closeTop(page, conflict);

  await page.context().clearCookies();
  await save.click();
  await page.getByRole('dialog', { name: 'Sign in again' }).getByLabel('Password').waitFor();
  await expectBothAccessible(page);
});

test('what is not there, and what cannot be loaded', { skip }, async (t) => {
  const page = await newPage(t, DESKTOP);
  await startSession(page, server);
  await page.goto(`${server.console}/tenants/nobody/appearance`);
  await page.getByText('There is no such tenant').waitFor();
  await expectBothAccessible(page);
  await page.goto(`${server.console}/nowhere`);
  await page.getByText('There is no such page').waitFor();
  await expectBothAccessible(page);
  await page.route('**/v1/admin/tenants*', (route) => route.abort());
  await page.goto(server.console);
  await page.getByText('The tenants could not be loaded').waitFor();
  await expectBothAccessible(page);
});

test('on a phone', { skip }, async (t) => {
  const page = await newPage(t, PHONE);
  await fullTenant(page, 'phone');
  const { field, chat } = await openTenant(page, server, 'phone');
  const show = (name) =>
    page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name }).click();
  await field('Primary').fill('#123456');
  await expectBothAccessible(page);
  await show('Preview');
  await chat.dialog.waitFor();
  await expectBothAccessible(page);
  await show('Tenants');
  await panels(page).tenants.getByRole('link').first().waitFor();
  await expectBothAccessible(page);
});
