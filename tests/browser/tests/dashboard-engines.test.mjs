// An engine's options, and keys that belong to one host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, openTenant, readTenant } from '../dashboard.mjs';
import { expectText, until } from '../harness.mjs';
import { isInSight, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

async function opened(t, slug) {
  const engines = [
    { name: 'main', provider: 'openai', model: 'gpt-5-mini' },
    { name: 'faq', provider: 'rules', rules: [], fallback: 'Later.' },
  ];
  const page = await desk(t, server, { slug, engines, default_engine: 'main' });
  const panels = await openTenant(page, server, slug, 'engines');
  const engine = panels.editor.getByRole('region', { name: 'Engine main' });
  const group = (name) => engine.getByRole('button', { name: new RegExp(`^${name}`) });
  const choose = (name, option) => engine.getByRole('combobox', { name }).selectOption(option);
  return { page, ...panels, engine, group, choose };
}

test('an engine’s options are saved, and what is emptied is left out again', async (t) => {
  const { page, engine, group, choose, field, save, revision } = await opened(t, 'options');
  await field('Temperature').fill('0.2');
  await choose('Reasoning effort', 'Low');
  await group('Limits').click();
  assert.equal(await field('Context').getAttribute('placeholder'), '32768');
  await field('Longest answer').fill('9');
  await field('Longest answer').fill('900');
  await choose('Fallback engine', 'faq');
  await group('Limits').click();
  await expectText(engine, 'answers to 900 · then faq');
  await save.click();
  await revision(2).waitFor();
  const [main] = (await readTenant(page, server, 'options')).engines;
  const { temperature, reasoning_effort, max_output_tokens, fallback_engine } = main;
  assert.deepEqual(
    [temperature, reasoning_effort, max_output_tokens, fallback_engine],
    [0.2, 'low', 900, 'faq'],
  );
  await field('Temperature').fill('');
  await save.click();
  await revision(3).waitFor();
  assert.ok(!('temperature' in (await readTenant(page, server, 'options')).engines[0]));
});

test('a value out of bounds opens its group, which stays open', async (t) => {
  const { page, engine, group, field, save } = await opened(t, 'bounds');
  await group('Limits').click();
  await field('Time to begin').fill('4');
  await page.keyboard.press('Tab');
  await expectText(engine, 'Enter a number from 5 to 300.');
  assert.ok(await group('Limits').isDisabled());
  await save.click();
  await expectText(engine, 'Enter a number from 5 to 300.');
});

test('a key is for one host, and another host is never sent it', async (t) => {
  const { page, engine, choose, field, save, revision } = await opened(t, 'hosts');
  const setKey = async (host, key) => {
    const row = engine.getByRole('button', { name: `Set key… for ${host}`, exact: true });
    await row.click();
    const dialog = page.getByRole('dialog', { name: `Set the key for ${host}` });
    await dialog.getByLabel('Key').fill(key);
    await dialog.getByRole('button', { name: 'Set key' }).click();
    await row.waitFor({ state: 'detached' });
  };
  await engine.getByRole('button', { name: /^Address and key/ }).click();
  await setKey('OpenAI', 'sk-own');
  await choose('Provider', 'OpenAI-compatible');
  await expectText(engine, 'Enter the base URL first.');
  await choose('Server', 'OpenRouter');
  assert.equal(await field('Base URL').inputValue(), 'https://openrouter.ai/api/v1');
  assert.equal(await field('Model').inputValue(), 'openai/gpt-5-mini');
  await expectText(engine, 'The key for OpenAI is never sent to openrouter.ai.');
  await setKey('openrouter.ai', 'sk-router');
  await engine.getByText('is never sent to').waitFor({ state: 'detached' });

  await field('Add a header, for example x-org').fill('X-Org');
  await page.keyboard.press('Tab');
  await expectText(engine, 'This tenant has no value of x-org for openrouter.ai.');
  await engine.getByRole('button', { name: 'Set value… for x-org at openrouter.ai' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set the value of x-org for openrouter.ai' });
  await dialog.getByLabel('Value').fill('acme');
  await dialog.getByRole('button', { name: 'Set value' }).click();
  await engine.getByText('This tenant has no').waitFor({ state: 'detached' });
  await save.click();
  await revision(2).waitFor();
  const { provider_keys, engines } = await readTenant(page, server, 'hosts');
  assert.deepEqual(engines[0].headers, ['x-org']);
  const set = Object.keys(provider_keys).filter((name) => provider_keys[name]);
  assert.deepEqual(set.sort(), ['openai', 'openai@openrouter.ai', 'openai@openrouter.ai#x-org']);
});

test('an Azure address has no key before the name of the resource is in it', async (t) => {
  const { page, engine, choose, field } = await opened(t, 'azure');
  await choose('Provider', 'OpenAI-compatible');
  await choose('Server', 'Azure OpenAI');
  await expectText(engine, 'Replace RESOURCE in the base URL first.');
  assert.equal(await engine.getByRole('button', { name: /^Set key/ }).count(), 0);
  await field('Base URL').focus();
  await page.keyboard.press('Tab');
  await expectText(engine, 'Replace RESOURCE with the name of your resource.');

  const selected = () =>
    field('Base URL').evaluate((input) =>
      input.value.slice(input.selectionStart, input.selectionEnd),
    );
  await page.keyboard.press('Shift+Tab');
  assert.equal(await selected(), 'RESOURCE');
  await page.keyboard.press('Tab');
  await field('Base URL').click({ position: { x: 12, y: 12 } });
  assert.equal(await selected(), 'RESOURCE');
  await page.keyboard.type('acme');
  assert.equal(await field('Base URL').inputValue(), 'https://acme.openai.azure.com/openai/v1/');
  await engine.getByText('Replace RESOURCE').first().waitFor({ state: 'detached' });
  await engine.getByRole('button', { name: 'Set key… for acme.openai.azure.com' }).waitFor();
});

test('half a price is asked about, and never taken for free', async (t) => {
  const { page, engine, group, field, save, revision } = await opened(t, 'prices');
  const missing = engine.getByText('Enter this price too, or clear the others.');
  await group('Prices').click();
  await field('Input').fill('2');
  assert.equal(await missing.count(), 0, 'nobody has reached the output yet');
  await save.click();
  await missing.waitFor();
  await field('Output').and(page.locator(':focus')).waitFor();
  await field('Input').fill('');
  await missing.waitFor({ state: 'detached' });
  await field('Input').fill('2');
  await field('Output').fill('0');
  await save.click();
  await revision(2).waitFor();
  const [main] = (await readTenant(page, server, 'prices')).engines;
  assert.deepEqual(main.price, { input: 2, output: 0 });
});

test('the answer to a test message scrolls into view', async (t) => {
  const page = await desk(
    t,
    server,
    {
      slug: 'tested',
      engines: [
        { name: 'main', provider: 'rules', rules: [], fallback: 'The answer.\n'.repeat(9) },
      ],
      default_engine: 'main',
    },
    { viewport: { width: 1280, height: 600 } },
  );
  const { editor, field } = await openTenant(page, server, 'tested', 'engines');
  await field('Message').fill('Hello?');
  await press(field('Message'));
  const answer = editor.getByRole('figure');
  await answer.waitFor();
  const isShown = () => isInSight(answer.locator('figcaption'));
  assert.ok(await until(page, isShown), 'the answer is in sight');
});
