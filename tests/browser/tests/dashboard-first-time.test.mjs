// An operator's first day, from nothing to reading a conversation, by mouse and by keyboard only.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, fillSignIn, panels } from '../dashboard.mjs';
import { plainPage, Site } from '../fixtures/site.mjs';
import { ask, expectText, lastReply, newPage, openChat, violations } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server, shop] = await setUp(localServer(), Site.start());

/** A window whose clipboard can be read. */
const desk = (t) => newPage(t, { ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] });

const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

/** A visitor on the shop's page with the snippet asks a question, and the rule answers. */
async function visit(t, snippet) {
  const page = await newPage(t);
  await page.goto(shop.page(plainPage(snippet)));
  const chat = await openChat(page);
  const welcomed = await chat.replies.count();
  await ask(chat, 'When do you open on Saturdays?');
  assert.equal(await lastReply(chat, welcomed + 1), 'From 9 to 5.');
  const colour = await chat.launcher.evaluate((node) => getComputedStyle(node).backgroundColor);
  assert.equal(colour, 'rgb(124, 45, 18)');
  assert.deepEqual(page.complaints, []);
}

test('from the sign-in to reading a conversation', async (t) => {
  const page = await desk(t);
  const { editor, field, save, revision, tab } = panels(page);
  await page.goto(server.console);
  await fillSignIn(page, server);
  await page.getByRole('button', { name: 'Create a tenant' }).first().click();
  const making = page.getByRole('dialog', { name: 'New tenant' });
  await making.getByLabel('Name').fill('Fern & Field');
  assert.equal(await making.getByLabel('Slug').inputValue(), 'fern-and-field');
  await making.getByRole('button', { name: 'Create tenant' }).click();

  await field('Primary').fill('#7c2d12');
  await tab('Prompt & engines').click();
  await field('System prompt').fill('You are the assistant of a garden shop.');
  await editor.getByRole('button', { name: 'Add a rule' }).click();
  await field('Pattern of rule 1').fill('open');
  await field('Answer of rule 1').fill('From 9 to 5.');
  await field('Fallback').fill('Ask me when we are open.');
  await save.click();
  await revision(2).waitFor();

  await tab('Keys & origins').click();
  await field('Allow an origin').fill(shop.origin);
  await editor.getByRole('button', { name: 'Add', exact: true }).click();
  await save.click();
  await revision(3).waitFor();
  await editor.getByRole('button', { name: 'Create a key' }).click();
  const naming = page.getByRole('dialog', { name: 'Create a key' });
  await naming.getByLabel('Name').fill('Shop');
  await naming.getByRole('button', { name: 'Create key' }).click();
  const shown = page.getByRole('dialog', { name: 'The key “Shop”' });
  await shown.getByRole('link', { name: 'Open Embed' }).click();
  await editor.getByRole('button', { name: 'Copy', exact: true }).first().click();
  await expectText(editor, 'Copied');
  await visit(t, await copied(page));

  await tab('Conversations').click();
  await editor.getByRole('link', { name: /When do you open on Saturdays\?/ }).click();
  await expectText(editor, 'From 9 to 5.');
  assert.deepEqual(violations(page), []);
});

/** Presses Tab until `target` has the focus, like somebody without a mouse. */
async function reach(page, target) {
  for (let presses = 0; presses < 150; presses += 1) {
    const isThere = await target.evaluateAll((found) => found.includes(document.activeElement));
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${target} cannot be reached`);
}

test('the same by keyboard only', async (t) => {
  const page = await desk(t);
  const { editor, field, revision } = panels(page);
  const { keyboard } = page;
  const press = async (target, key = 'Enter') => {
    await reach(page, target);
    await keyboard.press(key);
  };
  const write = async (target, text) => {
    await press(target, 'Control+A');
    await keyboard.type(text);
  };
  const goTo = async (words) => {
    await keyboard.press('Control+K');
    await page.getByRole('dialog', { name: 'Go to' }).getByRole('combobox').waitFor();
    await keyboard.type(words);
    await page.getByRole('option', { name: words, selected: true }).waitFor();
    await keyboard.press('Enter');
  };
  await page.goto(server.console);
  await write(page.getByLabel('E-mail'), server.email);
  await write(page.getByLabel('Password'), server.password);
  await keyboard.press('Enter');
  await press(page.getByRole('button', { name: 'New', exact: true }));
  const making = page.getByRole('dialog', { name: 'New tenant' });
  await write(making.getByLabel('Name'), 'Keyboard');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Keyboard' }).waitFor();

  await write(field('Primary'), '#7c2d12');
  await goTo('Prompt & engines');
  await write(field('System prompt'), 'You are the assistant of a garden shop.');
  await press(editor.getByRole('button', { name: 'Add a rule' }));
  await write(field('Pattern of rule 1'), 'open');
  await write(field('Answer of rule 1'), 'From 9 to 5.');
  await write(field('Fallback'), 'Ask me when we are open.');
  await keyboard.press('Control+S');
  await revision(2).waitFor();

  await goTo('Keys & origins');
  await write(field('Allow an origin'), shop.origin);
  await keyboard.press('Enter');
  await keyboard.press('Control+S');
  await revision(3).waitFor();
  await press(editor.getByRole('button', { name: 'Create a key' }));
  const naming = page.getByRole('dialog', { name: 'Create a key' });
  await write(naming.getByLabel('Name'), 'Shop');
  await keyboard.press('Enter');
  const shown = page.getByRole('dialog', { name: 'The key “Shop”' });
  await press(shown.getByRole('link', { name: 'Open Embed' }));
  await press(editor.getByRole('button', { name: 'Copy', exact: true }).first());
  await expectText(editor, 'Copied');
  await visit(t, await copied(page));

  await goTo('Conversations');
  await press(editor.getByRole('link', { name: /When do you open on Saturdays\?/ }));
  await expectText(editor, 'From 9 to 5.');
  assert.deepEqual(violations(page), []);
});
