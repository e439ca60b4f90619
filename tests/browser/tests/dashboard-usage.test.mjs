// What answers took, and what may still be used: a tenant's Usage tab, and Home.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { desk as deskOf, makeTenant, openTenant, PHONE, shopServer, talk } from '../dashboard.mjs';
import { Provider, says } from '../fixtures/provider.mjs';
import { expectAccessible, expectText, violations } from '../harness.mjs';
import { expectFocus, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server, provider] = await setUp(localServer(), Provider.start());

const LIMITS = { key_per_minute: 1000, session_per_minute: 1000, address_per_minute: 1000 };
const FAQ = { name: 'faq', provider: 'rules', rules: [], fallback: 'Later.' };
const PRICE = { input: 1, cached_input: 0.5, output: 10 };
/** At PRICE: 0.0019 for 800 new and 200 cached model tokens of a request and 100 of its reply. */
const TOOK = {
  prompt_tokens: 1000,
  completion_tokens: 100,
  total_tokens: 1100,
  prompt_tokens_details: { cached_tokens: 200 },
};

/** A page and the test's tenant, whose `main` asks the provider. */
function desk(t, slug, { price = PRICE, caps = {}, ...more } = {}) {
  provider.answer = says('Hello.', TOOK);
  return deskOf(t, server, {
    slug,
    engines: [provider.engine('main', { price }), FAQ],
    default_engine: 'main',
    visitor_engines: ['main', 'faq'],
    limits: LIMITS,
    caps,
    ...more,
  });
}

const usageOf = async (page, slug) => (await openTenant(page, server, slug, 'usage')).editor;

/** What a figure of the tab says, with its note. */
const figure = (editor, name) =>
  editor.locator('dl > div').filter({ has: editor.page().getByText(name, { exact: true }) });

async function openHome(page) {
  await page.goto(server.console);
  const home = page.getByRole('region', { name: 'Home' });
  await home.getByRole('table').waitFor();
  return home;
}

test('what answers took is told in money, by day, by engine and as a file', async (t) => {
  const page = await desk(t, 'priced', { caps: { cost_per_month: 2 } });
  await talk(page, server, 'priced', 3);
  const editor = await usageOf(page, 'priced');
  await expectText(figure(editor, 'Messages'), /3\s*in 1 conversation/);
  await expectText(figure(editor, 'Cost'), '$0.0057');
  await expectText(figure(editor, 'Cost'), '$0.0057 of $2.00 this month');
  await editor.getByRole('img', { name: /^Messages a day/ }).waitFor();
  await expectText(
    editor.getByRole('table', { name: 'Usage by engine' }).getByRole('row', { name: /^main/ }),
    /3\s*3K\s*300\s*\$0\.0057/,
  );
  await expectAccessible(page);

  await press(editor.getByRole('radio', { name: 'Chart' }), 'ArrowRight');
  const table = editor.getByRole('table', { name: 'Usage by day and engine' });
  await expectText(table.getByRole('row'), /main\s*3\s*1\s*3K\s*300\s*\$0\.0057/);
  await expectAccessible(page);

  const saving = page.waitForEvent('download');
  await press(editor.getByRole('button', { name: 'Export CSV' }));
  const file = await saving;
  assert.match(file.suggestedFilename(), /^priced-usage-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  assert.equal(lines.length, 2);
  const [head, row] = lines.map((line) => line.replace('\uFEFF', '').split(','));
  const cells = Object.fromEntries(head.map((name, i) => [name, row[i]]));
  assert.equal(cells.engine, 'main');
  assert.equal(cells.messages, '3');
  assert.equal(cells.input_tokens, '3000');
  assert.equal(cells.cached_input_tokens, '600');
  assert.equal(cells.cost, '0.0057');
  assert.equal(cells.currency, 'USD');
  assert.deepEqual(violations(page), []);
});

test('a tenant without prices is told its model tokens, and no money', async (t) => {
  const page = await desk(t, 'unpriced', { price: null });
  await talk(page, server, 'unpriced', 2);
  const editor = await usageOf(page, 'unpriced');
  await expectText(figure(editor, 'Model tokens'), /2\.2K\s*2K in, 200 out/);
  await expectText(editor, 'so no cost is shown');
  const measures = editor.getByRole('combobox', { name: 'What the chart shows' });
  assert.doesNotMatch(await measures.innerText(), /Cost/);
  await editor.getByRole('radio', { name: 'Table' }).click();
  assert.doesNotMatch(await editor.innerText(), /\$|Cost/);
});

test('what a provider did not report is said to be an estimate', async (t) => {
  const page = await desk(t, 'guessed');
  provider.answer = says('Hello.');
  await talk(page, server, 'guessed', 1);
  const editor = await usageOf(page, 'guessed');
  await expectText(editor, /model tokens are estimates, because a provider did not report them/);
});

test('an unused tenant says so, and has no file', async (t) => {
  const page = await desk(t, 'unused');
  const editor = await usageOf(page, 'unused');
  await editor.getByText('Nothing used yet').waitFor();
  assert.ok(await editor.getByRole('button', { name: 'Export CSV' }).isDisabled());
  await editor.getByRole('radio', { name: '7 days' }).click();
  await editor.getByText('Nothing used yet').waitFor();
});

test('the tab fits a phone', async (t) => {
  const page = await desk(t, 'small');
  await talk(page, server, 'small', 1);
  await page.setViewportSize(PHONE.viewport);
  const editor = await usageOf(page, 'small');
  await editor.getByRole('img', { name: /^Messages a day/ }).waitFor();
  await expectAccessible(page);
  const isTooWide = await editor.evaluate((node) =>
    [...node.querySelectorAll('.overflow-y-auto')].some(
      ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
    ),
  );
  assert.equal(isTooWide, false);
});

test('a cap that is reached stands first on Home, and a button leads to it', async (t) => {
  const page = await desk(t, 'capped', { name: 'Capped', caps: { messages_per_day: 2 } });
  await talk(page, server, 'capped', 2);
  const home = await openHome(page);
  const need = home.getByRole('listitem').filter({ hasText: 'Capped' });
  await expectText(need, 'The cap of 2 messages for today is reached.');
  const row = home.getByRole('row', { name: /^Capped/ });
  await expectText(row, '100% of 2 messages today');
  await expectText(row, 'Cap reached');
  await expectAccessible(page);
  await press(need.getByRole('link', { name: 'Change cap: Capped' }));
  await expectFocus(page, page.getByRole('textbox', { name: 'Messages per day' }));
});

test('Home lists every tenant’s month, sorted as one likes', async (t) => {
  const page = await desk(t, 'month-a', { name: 'Month A' });
  await makeTenant(page, server, { slug: 'month-b', name: 'Month B' });
  await talk(page, server, 'month-a', 1);
  const home = await openHome(page);
  const table = home.getByRole('table', { name: 'This month by tenant' });
  const first = () =>
    table
      .getByRole('rowheader')
      .filter({ hasText: /^Month/ })
      .first()
      .getByRole('link')
      .first()
      .innerText();
  await expectText(table.getByRole('row', { name: /^Month A/ }), '$0.0019');
  assert.equal(await first(), 'Month A');
  await press(table.getByRole('button', { name: 'Tenant' }));
  const sorted = table.getByRole('columnheader', { name: 'Tenant' });
  await sorted.and(page.locator('[aria-sort="descending"]')).waitFor();
  assert.equal(await first(), 'Month B');
  await press(table.getByRole('button', { name: 'Cost' }));
  assert.equal(await first(), 'Month A');
});

test('a tenant is paused on Home, told what visitors read, and answers again', async (t) => {
  const page = await desk(t, 'halted', {
    name: 'Halted',
    copy: { paused_message: 'We are moving house.' },
  });
  const post = await shopServer(page, server, 'halted');
  const home = await openHome(page);
  const toggle = home.getByRole('switch', { name: 'Pause Halted' });
  await press(toggle, 'Space');
  const question = page.getByRole('alertdialog', { name: 'Pause Halted?' });
  await expectText(question, 'We are moving house.');
  await expectAccessible(page, '[data-modal]', { exclude: ['[data-base-ui-focus-guard]'] });
  await press(question.getByRole('button', { name: 'Pause', exact: true }));
  await question.waitFor({ state: 'detached' });
  await expectFocus(page, toggle);
  assert.equal((await post('/chat', { message: 'Hello' })).status(), 503);
  await toggle.and(page.locator('[aria-checked="true"]')).waitFor();
  await press(toggle, 'Space');
  await toggle.and(page.locator('[aria-checked="false"]')).waitFor();
  assert.equal((await post('/chat', { message: 'Hello' })).status(), 200);
  assert.deepEqual(violations(page), []);
});

test('a known model’s list price fills the fields, and the tenant’s own answers make the estimate', async (t) => {
  const page = await desk(t, 'listed');
  await talk(page, server, 'listed', 10);
  const listed = { name: 'listed', provider: 'openai', model: 'gpt-5-mini' };
  await makeTenant(page, server, { slug: 'new-engine', name: 'New', engines: [listed] });
  const prices = async (slug, engine) => {
    const { editor } = await openTenant(page, server, slug, 'engines');
    const card = editor.getByRole('region', { name: `Engine ${engine}` });
    const isOpen = await card.getByRole('button', { name: /^Prices/ }).count();
    if (!isOpen) await card.getByRole('button', { name: new RegExp(`^${engine}`) }).click();
    await card.getByRole('button', { name: /^Prices/ }).click();
    return card;
  };
  const own = await prices('listed', 'main');
  await expectText(own, 'About $0.0019 a message, $3.80 at 2,000 messages.');
  await expectText(
    own,
    'By this engine’s averages of the last 30 days (1,000 tokens in, 100 out).',
  );

  const card = await prices('new-engine', 'listed');
  await card.getByRole('button', { name: 'Use list price' }).click();
  assert.equal(
    await card.getByRole('textbox', { name: 'Input', exact: true }).inputValue(),
    '0.25',
  );
  assert.equal(await card.getByRole('textbox', { name: 'Output' }).inputValue(), '2');
  assert.equal(await card.getByRole('textbox', { name: 'Cached input' }).inputValue(), '0.025');
  await expectText(card, 'This is the list price of gpt-5-mini');
  await expectText(card, 'this assumes 1,500 tokens in, 250 out');
  await card.getByRole('textbox', { name: 'Output' }).fill('3');
  await expectText(card, 'List price of gpt-5-mini: $0.25 in, $2.00 out, $0.025 cached');
});
