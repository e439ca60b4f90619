// The preview is the real widget: it shows exactly what a page with the same document shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, desk, openTenant } from '../dashboard.mjs';
import { likeness, unlike } from '../fixtures/likeness.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import {
  ask,
  expectStyle,
  expectText,
  lastReply,
  newPage,
  violations,
  widget,
} from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server, shop] = await setUp(localServer(), Site.start());

const TENANT = {
  name: 'Fern & Field',
  copy: {
    title: 'Fern & Field',
    subtitle: 'Answers right away',
    welcome_message: 'Hello! Ask me about plants.',
    suggestions: ['When are you open?', 'Track my order'],
    privacy_note: 'AI answers can be wrong.',
  },
  engines: [
    {
      name: 'rules',
      provider: 'rules',
      rules: [
        { pattern: 'open', answer: 'From **9 to 5**, see [the door](https://shop.example).' },
      ],
      fallback: 'Ask me something else.',
    },
  ],
  default_engine: 'rules',
};

async function previewed(t, slug, settings = {}, options = {}) {
  const tenant = { slug, ...TENANT, origins: [shop.origin], ...settings };
  const page = await desk(t, server, tenant, options);
  const panels = await openTenant(page, server, slug);
  await panels.chat.dialog.waitFor();
  return { page, ...panels };
}

/** A page of the shop with the script tag, the size of the preview's frame. */
async function deployed(t, page, slug, colorScheme) {
  const { key } = await admin(page, server, 'POST', `/tenants/${slug}/keys`, {
    name: 'Shop',
    kind: 'publishable',
  });
  const viewport = await page
    .frameLocator('iframe[title^="The widget"]')
    .locator('html')
    .evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const visitor = await newPage(t, { viewport, colorScheme });
  const tag = embed(server.site, key, 'data-open="true"');
  await visitor.goto(
    shop.page(plainPage(`<style>body{font-family:system-ui,sans-serif}</style>${tag}`)),
  );
  await widget(visitor).dialog.waitFor();
  return visitor;
}

const frameOf = (page) => page.frameLocator('iframe[title^="The widget"]');

/** Edits in every group of tokens on the tab. */
async function redesign({ editor, field }) {
  await editor.getByRole('button', { name: 'Terracotta' }).click();
  await field('Primary').fill('#7c2d12');
  await field('Text').fill('#292524');
  await editor.getByRole('textbox', { name: 'Base size, px' }).fill('17');
  await editor.getByRole('textbox', { name: 'Corner radius, px' }).fill('4');
  await editor.getByRole('textbox', { name: 'Bubble radius, px' }).fill('2');
  await editor.getByRole('textbox', { name: 'Width, px' }).fill('420');
  await editor.getByRole('textbox', { name: 'Launcher size, px' }).fill('72');
  await editor.getByRole('radio', { name: 'Document' }).click();
  await editor.getByRole('radio', { name: 'Left' }).click();
  await editor.getByRole('textbox', { name: 'Distance from the side, px' }).fill('44');
  await editor.getByRole('textbox', { name: 'Distance from the side, px' }).press('Tab');
}

/** The tenant's scheme, and the preferences of the operator's and the visitor's systems. */
const SCHEMES = [
  ['Dark', 'light'],
  ['Auto', 'dark'],
];

for (const [scheme, colorScheme] of SCHEMES) {
  const name = `preview and page are alike, before and after saving: ${scheme} on a ${colorScheme} system`;
  test(name, async (t) => {
    const slug = `alike-${scheme.toLowerCase()}`;
    const { page, editor, field, save, revision, chat } = await previewed(
      t,
      slug,
      {},
      { colorScheme },
    );
    const asNew = await likeness(frameOf(page));
    await redesign({ editor, field });
    await editor.getByRole('radio', { name: scheme }).click();
    await expectText(page.getByRole('region', { name: 'Preview' }), 'unsaved');
    await frameOf(page).locator('.root.left').waitFor({ state: 'attached' });
    const unsaved = await likeness(frameOf(page));
    assert.ok(unlike(asNew, unsaved).length > 50, 'the edits are seen');
    await save.click();
    await revision(2).waitFor();
    assert.deepEqual(unlike(unsaved, await likeness(frameOf(page))), []);
    const visitor = await deployed(t, page, slug, colorScheme);
    assert.deepEqual(unlike(unsaved, await likeness(visitor)), []);
    assert.ok(Object.keys(unsaved).length > 30);

    const other = widget(visitor);
    for (const each of [chat, other]) {
      await ask(each, 'When are you open?');
      assert.equal(await lastReply(each, 2), 'From 9 to 5, see the door.');
    }
    assert.deepEqual(unlike(await likeness(frameOf(page)), await likeness(visitor)), []);
    assert.deepEqual([...violations(page), ...violations(visitor)], []);
  });
}

test('edits reach the preview without a reload, and its messages stay', async (t) => {
  const { page, editor, field, chat, frame } = await previewed(t, 'live');
  let loads = 0;
  page.on('request', (request) => {
    if (request.url().includes('/v1/widget/')) loads += 1;
  });
  await ask(chat, 'When are you open?');
  await lastReply(chat, 2);
  await field('Primary').fill('#112233');
  await expectStyle(chat.launcher, 'background-color', 'rgb(17, 34, 51)');
  await field('Primary').fill('#11223');
  assert.equal(await field('Primary').getAttribute('aria-invalid'), 'true');
  await field('Primary').fill('#445566');
  await editor.getByRole('radio', { name: 'Left' }).click();
  await frame.locator('.root.left').waitFor({ state: 'attached' });
  await expectStyle(chat.launcher, 'background-color', 'rgb(68, 85, 102)');
  await editor.getByRole('button', { name: 'Discard' }).click();
  await frame.locator('.root:not(.left)').waitFor({ state: 'attached' });
  assert.equal(await chat.questions.count(), 1);
  assert.equal(await lastReply(chat, 2), 'From 9 to 5, see the door.');
  assert.equal(loads, 0);
});

test('on a phone the preview is a whole phone, and reloading starts over', async (t) => {
  const { page, preview, chat, frame } = await previewed(t, 'devices');
  await ask(chat, 'When are you open?');
  await lastReply(chat, 2);
  await preview.getByRole('radio', { name: 'Phone' }).click();
  await frame.locator('.root.full').waitFor({ state: 'attached' });
  const viewport = await frame.locator('html').evaluate(() => [innerWidth, innerHeight]);
  assert.deepEqual(viewport, [390, 780]);
  assert.equal(await chat.questions.count(), 1, 'another device is not another visit');
  await preview.getByRole('button', { name: 'Reload the preview' }).click();
  await chat.dialog.waitFor();
  assert.deepEqual(violations(page), []);
});

test('test messages reach each engine in the same preview, even if visitors can choose', async (t) => {
  const { page, editor, chat, tab } = await previewed(t, 'engines', {
    engines: [...TENANT.engines, { name: 'echo', provider: 'echo' }],
    visitor_engines: ['rules', 'echo'],
  });
  let loads = 0;
  page.on('request', (request) => {
    if (request.url().includes('/v1/widget/')) loads += 1;
  });
  const pick = chat.dialog.getByRole('combobox', { name: 'Answered by' });
  await ask(chat, 'When are you open?');
  await lastReply(chat, 2);
  await tab('Prompt & engines').click();
  const send = editor.getByRole('button', { name: 'Send test message' });
  const result = editor.getByRole('figure');
  await editor.getByRole('textbox', { name: 'Message', exact: true }).fill('one two');
  await send.click();
  await expectText(result, 'Ask me something else.');
  await editor.getByRole('combobox', { name: 'Answered by' }).selectOption('echo');
  await send.click();
  await expectText(result, 'two one');
  assert.equal(await chat.questions.count(), 3);
  assert.equal(await lastReply(chat, 4), 'two one');
  assert.equal(await pick.inputValue(), 'rules', "the visitor's choice is theirs");
  assert.equal(loads, 0);
});
