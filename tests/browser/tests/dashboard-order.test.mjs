// The Tab key follows the visual order, nothing scrolls the shell away, and the editor is a few keys away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, desk, makeTenant, openTenant, PHONE, panels, signedIn } from '../dashboard.mjs';
import { ask, lastReply } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const TENANT = {
  copy: { suggestions: ['When are you open?', 'Where are you?', 'Do you deliver?'] },
  behaviour: { image_hosts: ['images.acme.example', 'cdn.acme.example'] },
  engines: [
    {
      name: 'rules',
      provider: 'rules',
      fallback: 'Later.',
      rules: [
        { pattern: 'open', answer: 'From 9 to 5.' },
        { pattern: 'price', answer: 'Free.' },
        { pattern: 'jobs', answer: 'None.' },
      ],
    },
    { name: 'main', provider: 'openai', model: 'gpt-5-mini' },
  ],
  default_engine: 'rules',
  origins: ['https://acme.example', 'https://shop.acme.example'],
};

/** The focused element and its position in the page's content, regardless of scrolling. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const editor = document.querySelector('section[aria-label="Editor"]');
    if (!editor.contains(element)) return null;
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const scrolled = editor.querySelector('.overflow-y-auto').scrollTop;
    const name = element.getAttribute('aria-label') ?? element.name ?? element.textContent;
    return { name, left, right, top: top + scrolled, bottom: bottom + scrolled };
  });

/** Whether somebody who reads line by line, from left to right, comes to `next` before `last`. */
function isBack(last, next) {
  const isAbove = next.bottom <= last.top + 1;
  const isBeside = next.top < last.bottom - 1 && next.bottom > last.top + 1;
  const isColumn = next.left >= last.right - 1;
  return (isAbove && !isColumn) || (isBeside && next.right <= last.left + 1);
}

/** Tabs through a tab from its first control, and returns the stops that come before the one they follow. */
async function stepsBack(page) {
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link').last().focus();
  const back = [];
  let last = null;
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const next = await focused(page);
    if (!next) return { back, stops: presses };
    if (last && isBack(last, next)) back.push(`${last.name} → ${next.name}`);
    last = next;
  }
  return assert.fail('the tab has no end');
}

for (const [size, view] of [
  ['desktop', DESKTOP],
  ['phone', PHONE],
]) {
  test(`the Tab key goes on as the eye does: ${size}`, async (t) => {
    const page = await desk(t, server, { slug: `order-${size}`, ...TENANT }, view);
    for (const tab of ['appearance', 'behaviour', 'engines', 'keys', 'embed', 'conversations']) {
      await openTenant(page, server, `order-${size}`, tab);
      await panels(page)
        .editor.locator('input, textarea, figure')
        .first()
        .waitFor({ state: 'attached' });
      const { back, stops } = await stepsBack(page);
      assert.deepEqual(back, [], tab);
      assert.ok(stops > 2, `${tab} has ${stops} stops`);
    }
  });
}

test('Tab and a space in the rules type into the answer and move no rule', async (t) => {
  const page = await desk(t, server, { slug: 'rules', ...TENANT });
  const { field } = await openTenant(page, server, 'rules', 'engines');
  await field('Pattern of rule 1').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.type('Come in, it is open. ');
  assert.equal(await field('Answer of rule 1').inputValue(), 'Come in, it is open. From 9 to 5.');
  assert.equal(await field('Pattern of rule 1').inputValue(), 'open');
});

/** Whether the shell is in place, and the wheel scrolls the editor. */
async function expectShell(page, editor) {
  const { y } = await page.locator('header').first().boundingBox();
  assert.equal(y, 0, 'the top bar is in sight');
  const scrolled = await page.evaluate(() => {
    document.documentElement.scrollTop = 10_000;
    return document.documentElement.scrollTop + document.body.scrollTop;
  });
  assert.equal(scrolled, 0, 'nothing stretches the page');
  const scroller = editor.locator('.overflow-y-auto').first();
  assert.ok(await scroller.evaluate((box) => box.scrollTop > 0));
}

test('a field named by the address scrolls into view, and the shell stays in place', async (t) => {
  const page = await desk(t, server, { slug: 'named', ...TENANT });
  for (const [tab, path] of [
    ['behaviour', 'behaviour.show_models'],
    ['behaviour', 'limits.address_per_minute'],
    ['engines', 'visitor_engines'],
    ['appearance', 'tokens.motion.duration'],
  ]) {
    const { editor } = await openTenant(page, server, 'named', `${tab}#${path}`);
    const field = editor.locator(`[name="${path}"], [data-field="${path}"]`).first();
    await field.and(page.locator(':focus')).waitFor();
    await expectShell(page, editor);
  }
});

test('a save stopped by a problem shows the problem, and the shell stays in place', async (t) => {
  const page = await desk(t, server, { slug: 'problem', ...TENANT });
  const { editor, field, tab } = await openTenant(page, server, 'problem', 'behaviour');
  await field('Per address').fill('5000');
  await tab('Appearance').click();
  await field('Primary').focus();
  await page.keyboard.press('ControlOrMeta+s');
  await field('Per address').and(page.locator(':focus')).waitFor();
  await editor.getByText('Enter a number from 1 to 1,000.').waitFor();
  await expectShell(page, editor);
});

test('one step leads from the list to the editor, and arrow keys move through the list', async (t) => {
  const page = await signedIn(t, server);
  for (let i = 10; i < 40; i += 1) {
    await makeTenant(page, server, { slug: `many-${i}`, name: `Many ${i}` });
  }
  const { tenants } = await openTenant(page, server, 'many-20', 'appearance');
  const focus = page.locator(':focus');
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Skip to main content' }).and(focus).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Many 20' }).and(focus).waitFor();
  const outline = await focus.evaluate((heading) => getComputedStyle(heading).outlineStyle);
  assert.equal(outline, 'none', 'nothing is drawn around a heading');

  await tenants.getByRole('searchbox').focus();
  await page.keyboard.press('ArrowDown');
  await tenants
    .getByRole('link', { name: /Many 20/ })
    .and(focus)
    .waitFor();
  await page.keyboard.press('ArrowDown');
  await tenants
    .getByRole('link', { name: /Many 21/ })
    .and(focus)
    .waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Tab');
  assert.equal(await tenants.locator(':focus').count(), 0, 'the list is one stop');
  await page.keyboard.press('Shift+Tab');
  await tenants.getByRole('link').and(focus).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/tenants\//);
});

test('Conversations takes the room of the preview, whose chat continues', async (t) => {
  const page = await desk(t, server, { slug: 'room' });
  const { editor, preview, chat, tab } = await openTenant(page, server, 'room', 'embed');
  const width = async () => (await editor.boundingBox()).width;
  await chat.dialog.waitFor();
  const welcomed = await chat.replies.count();
  await ask(chat, 'one two three');
  await lastReply(chat, welcomed + 1);
  const beside = await width();
  await tab('Conversations').click();
  await preview.waitFor({ state: 'hidden' });
  assert.ok((await width()) > beside + 340, `${await width()} px`);
  await tab('Embed').click();
  await preview.waitFor();
  assert.match(await chat.questions.first().innerText(), /one two three/);
});

test('at 1024 px the editor has enough room, and tenants keep their names', async (t) => {
  const view = { viewport: { width: 1024, height: 768 } };
  const page = await desk(t, server, { slug: 'narrow', name: 'Narrow', ...TENANT }, view);
  for (const tab of ['appearance', 'behaviour', 'engines', 'keys', 'embed', 'conversations']) {
    const { editor, tenants } = await openTenant(page, server, 'narrow', tab);
    assert.ok((await editor.boundingBox()).width >= 600, tab);
    await tenants.getByRole('link', { name: /Narrow/ }).waitFor();
    const wide = await editor.locator('.overflow-y-auto').evaluate((box) => {
      const edge = box.getBoundingClientRect().right;
      const isOut = (node) => node.getBoundingClientRect().right > edge + 1;
      return [...box.querySelectorAll('input, textarea, button, a')]
        .filter((node) => node.checkVisibility() && isOut(node) && !node.closest('nav'))
        .map((node) => node.outerHTML.slice(0, 120));
    });
    assert.deepEqual(wide, [], tab);
  }
});
