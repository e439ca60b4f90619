// The same chat on pages that would break a careless widget.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOSTILE_PAGES, hostilePage } from '../fixtures/hostile.mjs';
import { KEY, Service } from '../fixtures/service.mjs';
import { embed, Site } from '../fixtures/site.mjs';
import { ask, lastReply, newPage, openChat, widget } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
service.answer = async ({ message }) => `You said: **${message}**`;

/** A reply's look, as far as a page could interfere with it. */
const looks = (chat) =>
  chat.body(1).evaluate((node) => {
    const style = getComputedStyle(node);
    const names = ['fontSize', 'fontStyle', 'textTransform', 'letterSpacing', 'wordSpacing'];
    names.push('textAlign', 'visibility', 'direction', 'opacity', 'pointerEvents');
    return Object.fromEntries(names.map((name) => [name, style[name]]));
  });

/** Whether the whole panel is visible. */
const fits = (chat) =>
  chat.dialog.evaluate((panel) => {
    const { left, top, right, bottom } = panel.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  });

const UNTOUCHED = {
  fontSize: '15px',
  fontStyle: 'normal',
  textTransform: 'none',
  letterSpacing: 'normal',
  wordSpacing: '0px',
  textAlign: 'start',
  visibility: 'visible',
  direction: 'ltr',
  opacity: '1',
  pointerEvents: 'auto',
};

for (const [name, fixture] of Object.entries(HOSTILE_PAGES)) {
  test(name, async (t) => {
    const { viewport, deviceScaleFactor, forcedColors } = fixture;
    const page = await newPage(t, {
      ...(viewport ? { viewport } : {}),
      ...(deviceScaleFactor ? { deviceScaleFactor } : {}),
      ...(forcedColors ? { forcedColors } : {}),
    });
    const headers = fixture.headers?.(service.origin) ?? {};
    await page.goto(site.page(hostilePage(fixture, embed(service.origin, KEY)), headers));
    // A click proves that the launcher is visible, at rest and on top.
    const chat = await openChat(page);
    await chat.input.pressSequentially('Dance');
    await chat.input.press('Enter');
    assert.equal(await lastReply(chat, 2), 'You said: Dance');
    assert.deepEqual(await looks(chat), UNTOUCHED);
    assert.ok(await fits(chat), 'the panel is all in the window');
    assert.equal(await page.title(), 'A shop');
    await chat.dialog.getByRole('button', { name: 'Close chat' }).click();
    await chat.dialog.waitFor({ state: 'hidden' });
    assert.deepEqual(page.complaints, []);
  });
}

test('the widget works inside a page’s own modal dialog', async (t) => {
  const page = await newPage(t);
  const body = `<dialog id="modal">A form</dialog>
    <script>document.querySelector('#modal').showModal()</script>`;
  const tag = embed(service.origin, KEY, 'data-container="#modal"');
  await page.goto(site.page(hostilePage({ body }, tag)));
  const chat = await openChat(page);
  await ask(chat, 'Dance');
  assert.equal(await lastReply(chat, 2), 'You said: Dance');
});

test('a moved element keeps its thread and stays on top', async (t) => {
  const page = await newPage(t);
  const body = '<div id="elsewhere" style="position:fixed;inset:0;z-index:2147483647"></div>';
  await page.goto(site.page(hostilePage({ body }, embed(service.origin, KEY))));
  const chat = await openChat(page);
  await ask(chat, 'Dance');
  await lastReply(chat, 2);
  await chat.host.evaluate((host) => document.querySelector('#elsewhere').append(host));
  assert.equal(await lastReply(chat, 2), 'You said: Dance');
  await chat.dialog.getByRole('button', { name: 'Close chat' }).click();
});

test('a widget that is added and removed at once leaves no duplicate and no trace', async (t) => {
  const page = await newPage(t);
  await page.goto(site.page(hostilePage({}, embed(service.origin, KEY))));
  await widget(page).launcher.waitFor();
  await page.evaluate(
    ([key, apiUrl]) => {
      for (let round = 0; round < 20; round++) {
        const element = document.createElement('chat-widget');
        Object.assign(element.dataset, { key, apiUrl });
        document.body.append(element);
        element.remove();
      }
    },
    [KEY, service.origin],
  );
  assert.equal(await page.locator('chat-widget').count(), 1);
  await openChat(page);
  assert.deepEqual(page.complaints, []);
});
