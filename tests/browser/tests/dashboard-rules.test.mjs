// Editing rules: the service says which one answers, and what is wrong with a pattern.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, openTenant } from '../dashboard.mjs';
import { expectText } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

async function opened(t, slug, patterns) {
  const rules = patterns.map((pattern, i) => ({ pattern, answer: `Answer ${i + 1}` }));
  const engines = [{ name: 'rules', provider: 'rules', rules, fallback: 'Something else?' }];
  const page = await desk(t, server, { slug, engines });
  return { page, ...(await openTenant(page, server, slug, 'engines')) };
}

test('a message is answered by the rule that the service will choose', async (t) => {
  // The second uses syntax that only the service has: no browser supports \A, and only some support (?-i).
  const { editor, field } = await opened(t, 'trial', ['hours', '/\\A(?-i:Hello)/', 'hello']);
  await field('Try a message').fill('Hello there');
  await expectText(editor, 'Rule 2 answers: Answer 2');
  await field('Try a message').fill('hello there');
  await expectText(editor, 'Rule 3 answers: Answer 3');
  await field('Pattern of rule 1').fill('there');
  await expectText(editor, 'Rule 1 answers: Answer 1');
  await field('Try a message').fill('Good morning');
  await expectText(editor, 'No rule matches. The fallback answers: Something else?');
});

test('a pattern that the service refuses is reported before saving', async (t) => {
  const { editor, field } = await opened(t, 'refused', ['hours']);
  await field('Pattern of rule 1').fill('/(open/');
  await expectText(editor, 'The pattern is not a regular expression');
  await editor.getByText('1 problem').waitFor();
  await field('Pattern of rule 1').fill('/(open)/');
  await editor.getByText('1 problem').waitFor({ state: 'detached' });
});

test('a failed trial says so, and the next message is tried again', async (t) => {
  const { page, editor, field } = await opened(t, 'offline', ['hours']);
  await page.route('**/v1/admin/rules/try', (route) => route.abort());
  await field('Try a message').fill('Your hours?');
  await expectText(editor, 'Check your connection');
  await page.unroute('**/v1/admin/rules/try');
  await field('Try a message').fill('Your hours, please?');
  await expectText(editor, 'Rule 1 answers: Answer 1');
  assert.equal(await editor.getByText('Check your connection').count(), 0);
});
