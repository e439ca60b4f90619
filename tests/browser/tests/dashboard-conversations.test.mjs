// Conversations by keyboard: the way in and back, the place in the list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, desk as deskOf, openTenant, PHONE, talk } from '../dashboard.mjs';
import { expectText } from '../harness.mjs';
import { button, expectFocus, heading, isInSight, press } from '../keyboard.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server] = await setUp(localServer());

const LIMITS = { key_per_minute: 1000, session_per_minute: 1000, address_per_minute: 1000 };

const desk = (t, slug, { view, ...settings } = {}) =>
  deskOf(t, server, { slug, ...settings }, view);

/** Under the tab's link of the same name. */
const backLink = (editor) =>
  editor.getByRole('link', { name: 'Conversations', exact: true }).last();

for (const [name, view] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test(`a long conversation keeps its way back in sight: ${name}`, async (t) => {
    const slug = `long-${name}`;
    const page = await desk(t, slug, { view, limits: LIMITS });
    await talk(page, server, slug, 20);
    const { editor } = await openTenant(page, server, slug, 'conversations');
    const row = editor.getByRole('link', { name: /message 20/ });
    await press(row);
    await editor.getByRole('list', { name: 'Messages' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await expectFocus(page, editor.getByRole('heading', { name: id }));
    assert.equal(await page.title(), `Conversation ${id.slice(0, 10)} · ${slug} · BubbleChat`);
    const back = backLink(editor);
    for (const part of [back, button(editor, 'Export'), button(editor, 'Delete…')]) {
      assert.ok(await isInSight(part), `${part} is in sight`);
    }
    await press(back);
    await expectFocus(page, row);
    await press(row);
    await press(button(editor, 'Delete…'));
    await press(button(page, 'Delete conversation'));
    await expectText(editor, 'No conversations yet');
    await expectFocus(page, heading(editor, 'Conversations'));
  });
}

test('the list of conversations keeps its position', async (t) => {
  const page = await desk(t, 'place', { limits: LIMITS });
  for (let i = 1; i <= 20; i += 1) await talk(page, server, 'place', 1, `visitor ${i}`);
  const { editor } = await openTenant(page, server, 'place', 'conversations');
  const row = editor.getByRole('link', { name: /visitor 2 / });
  await row.scrollIntoViewIfNeeded();
  const { y } = await row.boundingBox();
  await press(row);
  await editor.getByRole('list', { name: 'Messages' }).waitFor();
  await press(backLink(editor));
  await expectFocus(page, row);
  assert.ok(Math.abs((await row.boundingBox()).y - y) < 2);
});

test('starting an export keeps the focus in its dialog', async (t) => {
  const page = await desk(t, 'export', { limits: LIMITS });
  await talk(page, server, 'export', 1);
  const { editor } = await openTenant(page, server, 'export', 'conversations');
  await page.route('**/conversations?*', () => {});
  await press(button(editor, 'Export…'));
  const dialog = page.getByRole('dialog', { name: 'Export conversations' });
  await press(button(dialog, 'Export'));
  await expectFocus(page, button(dialog, 'Stop'));
});
