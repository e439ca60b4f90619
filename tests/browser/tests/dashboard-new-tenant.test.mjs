// What a new tenant is before anybody has set it up, and how it is begun.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, makeTenant, openTenant, readTenant, signedIn } from '../dashboard.mjs';
import { expectText, violations } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

/** One without tenants, whatever other tests create. */
async function emptyServer(t) {
  const empty = await localServer();
  t.after(() => empty.stop());
  return empty;
}

test('the first page lists the steps that a tenant then has', async (t) => {
  const server = await emptyServer(t);
  const page = await signedIn(t, server);
  const steps = async (place, heading) => {
    await place.getByRole('heading', { name: heading }).waitFor();
    const titles = place.getByRole('listitem').locator('.font-medium, .text-muted');
    return (await titles.allInnerTexts()).filter((text) => /^\D+[^.]$/.test(text));
  };
  await page.goto(server.console);
  const first = await steps(page.getByRole('region', { name: 'Home' }), /^Your first chat/);
  await makeTenant(page, server, { slug: 'steps', name: 'Steps' });
  const { editor } = await openTenant(page, server, 'steps');
  await editor.getByRole('button', { name: /^Set-up/ }).click();
  const then = await steps(page.getByRole('dialog'), /^Set-up until/);
  assert.ok(first.length > 5, first.join());
  for (const title of first)
    assert.ok(then.includes(title), `${title} is not among ${then.join()}`);
});

test('a new tenant greets, and says of each empty text what visitors see', async (t) => {
  const page = await desk(t, server, { slug: 'fresh', name: 'Fern & Field' });
  const { field, chat } = await openTenant(page, server, 'fresh', 'behaviour');
  const grey = (name) => field(name).getAttribute('placeholder');
  const welcome = await chat.body(0).innerText();
  assert.equal(welcome.trim(), await grey('Welcome message'));
  assert.equal(await chat.input.getAttribute('placeholder'), await grey('Input placeholder'));
  await expectText(chat.dialog, await grey('Title'));
  for (const name of ['Subtitle', 'Privacy note']) {
    assert.equal(await grey(name), null, `${name}: there is none`);
  }
  await field('Welcome message').fill('Hi. Ask me about plants.');
  await expectText(chat.dialog, 'Hi. Ask me about plants.');
});

test('a prompt can be begun from a text for it', async (t) => {
  const page = await desk(t, server, { slug: 'begun', name: 'Fern & Field' });
  const { editor, field, save, revision } = await openTenant(page, server, 'begun', 'engines');
  const prompt = field('System prompt');
  await editor.getByRole('button', { name: 'Online shop' }).click();
  assert.match(await prompt.inputValue(), /shopping assistant of Fern & Field/);
  await prompt.and(page.locator(':focus')).waitFor();
  assert.equal(await editor.getByRole('button', { name: 'Online shop' }).count(), 0);
  await prompt.press('ControlOrMeta+End');
  await page.keyboard.type(' Be brief.');
  await save.click();
  await revision(2).waitFor();
  assert.match((await readTenant(page, server, 'begun')).prompt, /discounts\. Be brief\.$/);
});

test('the first engine is the default, and one that speaks OpenAI’s protocol has an address', async (t) => {
  const page = await desk(t, server, { slug: 'first', name: 'First' });
  const { editor, field, save, revision } = await openTenant(page, server, 'first', 'engines');
  await editor.getByRole('button', { name: 'Add an engine' }).click();
  const provider = editor.getByRole('combobox', { name: 'Provider' });
  await provider.selectOption('OpenAI-compatible');
  await field('Model').fill('llama-3.3-70b');
  await save.click();
  await expectText(editor, 'Enter the address of the service.');
  await field('Base URL').and(page.locator(':focus')).waitFor();
  await field('Base URL').fill('https://llm.acme.example/v1');
  await save.click();
  await revision(2).waitFor();
  const { engines, default_engine } = await readTenant(page, server, 'first');
  assert.equal(default_engine, engines[1].name);
  assert.equal(engines[1].provider, 'openai');
  assert.equal(engines[1].base_url, 'https://llm.acme.example/v1');
  await page.reload();
  const chosen = await provider.evaluate(({ selectedOptions: [option] }) => option.text);
  assert.equal(chosen, 'OpenAI-compatible');
  assert.deepEqual(violations(page), []);
});
