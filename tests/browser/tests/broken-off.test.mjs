// An answer that its provider breaks off: what the visitor is told, at once and later, and the way out.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { admin, makeTenant, signedIn } from '../dashboard.mjs';
import { breaksOff, Provider, says } from '../fixtures/provider.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, expectText, lastReply, newPage, openChat, widget } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server, provider, site] = await setUp(localServer(), Provider.start(), Site.start());
beforeEach(() => {
  provider.answer = breaksOff('We are open from');
});

/** A page with the chat of the test's own tenant. */
async function shop(t, slug) {
  const desk = await signedIn(t, server);
  await makeTenant(desk, server, {
    slug,
    name: slug,
    origins: [site.origin],
    engines: [provider.engine('main')],
    default_engine: 'main',
  });
  const key = { name: 'Web', kind: 'publishable' };
  const made = await admin(desk, server, 'POST', `/tenants/${slug}/keys`, key);
  const page = await newPage(t);
  await page.goto(site.page(plainPage(embed(server.site, made.key))));
  return page;
}

const retry = (chat) => chat.dialog.getByRole('button', { name: 'Try again', exact: true });
/** What is said of the last reply, without its own words. */
const remark = (chat) => chat.replies.last().locator('.notice');

/** What the visitor is told of a reply that was broken off. */
async function told(chat) {
  await retry(chat).waitFor();
  assert.equal(await chat.body(1).innerText(), 'We are open from');
  return remark(chat).innerText();
}

test('an answer that is broken off says so in the same words at once and after a reload', async (t) => {
  const page = await shop(t, 'same-words');
  const chat = await openChat(page);
  await ask(chat, 'When?');
  const live = await told(chat);
  assert.match(live, /^The answer was cut off\.\s*Try again$/);
  await page.reload();
  assert.equal(await told(widget(page)), live);
});

for (const [when, leave] of [
  ['at once', async () => {}],
  ['after a reload', (page) => page.reload()],
]) {
  test(`an answer that is broken off can be asked for again ${when}`, async (t) => {
    const page = await shop(t, `again-${when.replaceAll(' ', '-')}`);
    await ask(await openChat(page), 'When?');
    await told(widget(page));
    await leave(page);
    const chat = widget(page);
    await told(chat);
    provider.answer = says('We are open from nine to five.');
    await retry(chat).click();
    assert.equal(await lastReply(chat, 2), 'We are open from nine to five.');
    assert.equal(await remark(chat).count(), 0);
  });
}

test('an answer that is broken off before its first word is not said to be unavailable', async (t) => {
  provider.answer = breaksOff('');
  const page = await shop(t, 'wordless');
  const chat = await openChat(page);
  await ask(chat, 'When?');
  await expectText(chat.questions.last().getByRole('alert'), 'The answer was cut off.');
  await page.reload();
  await expectText(chat.questions.last().getByRole('alert'), 'The answer was cut off.');
});
