// The screens of Prompt & engines.
import { closeTop } from '../dashboard.mjs';
import { expectText } from '../harness.mjs';
import { FULL, PLAIN } from './tenants.mjs';

async function engines({ page, look, open, editor, field }) {
  await open(PLAIN, 'engines');
  await editor.getByText('None needed').waitFor();
  await look('engines-without-keys');
  await open(FULL, 'engines');
  await field('Try a message').fill('Are you open?');
  await expectText(editor, 'Rule 2 answers');
  await look('engines', { scrolls: true });
  await editor.getByRole('button', { name: 'Add a rule' }).click();
  await field('Pattern of rule 3').fill('/(/');
  await page.keyboard.press('Tab');
  await expectText(editor, 'The pattern is not a regular expression');
  await look('rule-invalid');
  await editor.getByRole('button', { name: 'Actions for rules' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).waitFor();
  await look('engine-menu');
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Remove rules?' });
  await question.waitFor();
  await look('remove-engine');
  await question.getByRole('button', { name: 'Remove engine' }).click();
  await expectText(page.getByRole('region', { name: 'Notifications' }), 'Engine rules removed');
  await look('engine-removed');
}

async function newEngine({ look, open, editor, save }) {
  await open(FULL, 'engines');
  await editor.getByRole('button', { name: 'Add an engine' }).click();
  await editor.getByRole('textbox', { name: 'Model' }).last().waitFor();
  await look('new-engine');
  await save.click();
  await editor.locator('[aria-invalid=true]').first().waitFor();
  await look('new-engine-invalid');
  await editor.getByRole('combobox', { name: 'Provider' }).last().selectOption('Amazon Bedrock');
  await look('bedrock');
}

async function providerKey({ page, look, open, editor }) {
  await open(FULL, 'engines');
  const dialog = page.getByRole('dialog', { name: /the key for OpenAI$/ });
  await editor.getByRole('button', { name: 'Set key… for OpenAI' }).click();
  await dialog.waitFor();
  await look('set-provider-key');
  await dialog.getByRole('button', { name: 'Set key' }).click();
  await expectText(dialog, 'Paste the key.');
  await look('set-provider-key-invalid');
  await dialog.getByLabel('Key').fill('sk-of-nobody');
  await dialog.getByRole('button', { name: 'Set key' }).click();
  const replace = editor.getByRole('button', { name: 'Replace… for OpenAI' });
  await replace.waitFor();
  await look('provider-key-set');
  await replace.click();
  await dialog.waitFor();
  await look('replace-provider-key');
  await closeTop(page, dialog);
  await editor.getByRole('button', { name: 'Remove… for OpenAI' }).click();
  const question = page.getByRole('alertdialog');
  await question.waitFor();
  await look('remove-provider-key');
  await question.getByRole('button', { name: 'Remove key' }).click();
  await editor.getByRole('button', { name: 'Set key… for OpenAI' }).waitFor();
}

async function testMessage({ look, open, editor, field, held }) {
  await open(FULL, 'engines');
  const send = async (text) => {
    await field('Message').fill(text);
    await editor.getByRole('button', { name: 'Send test message' }).click();
  };
  await send('Do you deliver on Saturdays?');
  await expectText(editor, 'First token after');
  await look('test-answered');
  await editor.getByRole('combobox', { name: 'Answered by' }).selectOption('main');
  await send('Who are you?');
  await editor.getByRole('alert').waitFor();
  await look('test-failed');
  await held('**/v1/chat', async () => {
    await send('Is anybody there?');
    await editor.getByRole('button', { name: 'Waiting for the answer' }).waitFor();
    await look('test-waiting');
  });
}

export const ENGINES = [
  { name: 'Prompt & engines', visit: engines },
  { name: 'a new engine', visit: newEngine },
  { name: 'a provider’s key', visit: providerKey },
  { name: 'a test message', visit: testMessage },
];
