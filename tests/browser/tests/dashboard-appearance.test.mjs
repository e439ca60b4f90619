// The Appearance tab: what it says about colours, how its controls handle typing, and how they look with forced colours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, makeTenant, openTenant, readTenant } from '../dashboard.mjs';
import { expectStyle, expectText } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

async function opened(t, slug, { tab, settings, ...options } = {}) {
  const page = await desk(t, server, { slug, ...settings }, options);
  return { page, ...(await openTenant(page, server, slug, tab)) };
}

const turns = (locator, colour) => expectStyle(locator, 'background-color', colour);

test('a contrast warning is about what is drawn, and says what to do', async (t) => {
  const { editor, field } = await opened(t, 'contrast', { colorScheme: 'light' });
  await editor.getByText(/^AA /).first().waitFor();
  assert.equal(await editor.locator('.text-warn-ink').count(), 0, 'the default theme needs none');
  await field('Primary').fill('#0F766E10');
  await expectText(editor, 'Its text is hard to read. Make the colour opaque.');
  assert.equal(await editor.getByText('AA 5.4').count(), 0);
  await field('Primary').fill('#0F766E');
  await field('Background').fill('#777777');
  await expectText(editor, 'Hard to read on background. Choose a');
  await editor.getByRole('radio', { name: 'Dark' }).click();
  await expectText(editor, 'Not used: see Scheme.');
});

test('the preview can show either system scheme, which is never saved', async (t) => {
  const { page, editor, preview, chat, save, revision } = await opened(t, 'schemes', {
    colorScheme: 'light',
  });
  await chat.dialog.waitFor();
  await turns(chat.dialog, 'rgb(255, 255, 255)');
  const dark = preview.getByRole('button', { name: 'Simulate a dark system' });
  await dark.click();
  await turns(chat.dialog, 'rgb(23, 25, 24)');
  assert.equal(await save.count(), 0, 'looking is no edit');
  await dark.click();
  await turns(chat.dialog, 'rgb(255, 255, 255)');
  await editor.getByRole('button', { name: 'Night' }).click();
  await turns(chat.dialog, 'rgb(22, 24, 23)');
  await dark.waitFor({ state: 'detached' });
  await save.click();
  await revision(2).waitFor();
  assert.equal((await readTenant(page, server, 'schemes')).tokens.brand.scheme, 'dark');
});

test('answers can be a document, in the preview at once and for visitors once it is saved', async (t) => {
  const { page, editor, chat, save, revision } = await opened(t, 'document');
  const greeting = chat.replies.first().locator('.bubble');
  await chat.dialog.waitFor();
  await expectStyle(greeting, 'padding-left', '13px');
  await editor.getByRole('radio', { name: 'Document' }).click();
  await expectStyle(greeting, 'padding-left', '0px');
  await save.click();
  await revision(2).waitFor();
  assert.equal((await readTenant(page, server, 'document')).tokens.shape.answers, 'document');
});

test('a typed font stays in its field', async (t) => {
  const { page, editor, field } = await opened(t, 'fonts');
  const font = editor.getByRole('combobox', { name: 'Font' });
  await font.selectOption('Another font…');
  const names = field('Font names');
  await names.fill('Georgia, seri');
  await names.press('End');
  await page.keyboard.type('f');
  assert.equal(await names.inputValue(), 'Georgia, serif');
  await page.keyboard.type('a');
  assert.equal(await names.inputValue(), 'Georgia, serifa');
  await editor.getByRole('button', { name: 'Terracotta' }).click();
  await names.waitFor({ state: 'detached' });
  assert.equal(await font.evaluate(({ selectedOptions: [chosen] }) => chosen.text), 'Georgia');
});

test('a number is accepted as typed, if it is whole and in range', async (t) => {
  const { page, editor, field, frame, chat, save, revision } = await opened(t, 'numbers');
  await chat.dialog.waitFor();
  await frame.locator('html').evaluate(() => {
    window.widths = [];
    addEventListener('message', ({ data }) => {
      if (data.type === 'bubblechat:config') window.widths.push(data.config.tokens.shape.width);
    });
  });
  const width = field('Width, px');
  await width.fill('');
  await width.pressSequentially('450');
  await expectStyle(chat.host, '--bc-width', '450px');
  const widths = await frame.locator('html').evaluate(() => window.widths);
  assert.deepEqual([...new Set([380, ...widths])], [380, 450], 'no step on the way is shown');

  for (const [typed, problem] of [
    ['9000', 'Enter a number from 280 to 640.'],
    ['', 'Enter a number from 280 to 640.'],
    ['.', 'Enter a number from 280 to 640.'],
    ['400.7', 'Enter a whole number from 280 to 640.'],
  ]) {
    await width.fill(typed);
    await width.press('Tab');
    await editor.getByText(problem, { exact: true }).waitFor();
    assert.equal(await width.inputValue(), typed, 'it stays for its writer to see');
    await save.click();
    await width.and(page.locator(':focus')).waitFor();
    await width.fill('401');
    await editor.getByText(problem, { exact: true }).waitFor({ state: 'detached' });
  }
  await save.click();
  await revision(2).waitFor();
  assert.equal((await readTenant(page, server, 'numbers')).tokens.shape.width, 401);
  const height = field('Line height');
  await height.fill('1.45');
  await height.press('Tab');
  assert.equal(await height.inputValue(), '1.45');
});

test('choices are visible with forced colours', async (t) => {
  const { page, editor, tab, tenants } = await opened(t, 'forced', { forcedColors: 'active' });
  await makeTenant(page, server, { slug: 'another', name: 'Another' });
  await page.reload();
  const differ = async (one, other, property) => {
    const [a, b] = await Promise.all(
      [one, other].map((locator) =>
        locator.evaluate((node, name) => getComputedStyle(node)[name], property),
      ),
    );
    assert.notEqual(a, b, `${property} of ${one}`);
  };
  await editor.getByRole('radio', { name: 'Auto' }).waitFor();
  await differ(tab('Appearance'), tab('Behaviour'), 'borderBottomColor');
  await differ(
    tenants.getByRole('link', { name: 'forced' }),
    tenants.getByRole('link', { name: 'Another' }),
    'borderTopColor',
  );
  await differ(
    editor.getByRole('radio', { name: 'Auto' }),
    editor.getByRole('radio', { name: 'Light' }),
    'backgroundColor',
  );
  await editor.getByRole('button', { name: 'Fern', exact: true }).click();
  await differ(
    editor.getByRole('button', { name: 'Fern', exact: true }),
    editor.getByRole('button', { name: 'Rose' }),
    'borderTopColor',
  );
  const track = editor.getByRole('slider').first().locator('xpath=../..');
  await differ(track, editor, 'backgroundColor');
});

test('a control’s accessible name matches its text, and it is large enough to hit', async (t) => {
  const engines = [{ name: 'main', provider: 'openai', model: 'gpt-5-mini' }];
  const { editor, tab } = await opened(t, 'targets', {
    settings: { engines, default_engine: 'main' },
    hasTouch: true,
    isMobile: true,
  });
  const { width, height } = await editor.getByLabel('Primary, picker').boundingBox();
  assert.ok(width >= 32 && height >= 32, `${width} x ${height}`);
  await tab('Prompt & engines').click();
  await editor.getByRole('button', { name: 'Set key… for OpenAI', exact: true }).waitFor();
});

test('a slow preview says that it is loading', async (t) => {
  const page = await desk(t, server, { slug: 'slow', name: 'Slow' });
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route('**/v1/widget/frame?*', async (route) => {
    await held;
    await route.continue();
  });
  const { preview, chat } = await openTenant(page, server, 'slow');
  const loading = preview.getByRole('status', { name: 'Loading the preview' });
  await loading.waitFor();
  release();
  await chat.dialog.waitFor();
  await loading.waitFor({ state: 'detached' });
});
