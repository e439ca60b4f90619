// Pages that are replaced without a load: the launcher stays, one of it, with its thread and the answer being written.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { KEY, ReplyStream, Service } from '../fixtures/service.mjs';
import { embed, Site } from '../fixtures/site.mjs';
import { ask, expectText, lastReply, newPage, openChat, until } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
beforeEach(() => {
  service.answer = async ({ message }) => `You said: ${message}`;
});

const TURBO = '<script type="module" src="/npm/@hotwired/turbo/dist/turbo.es2017-esm.js"></script>';

/** Follows links by this script's `swap`, which gets the next document. */
const router = (swap) => `<script>
  addEventListener('click', async (event) => {
    const link = event.target.closest('a');
    if (!link) return;
    event.preventDefault();
    visit(link.href);
  });
  addEventListener('popstate', () => visit(location.href, false));
  async function visit(address, push = true) {
    const text = await (await fetch(address)).text();
    const next = new DOMParser().parseFromString(text, 'text/html');
    if (push) history.pushState({}, '', address);
    (${swap})(next);
  }
</script>`;

/** By name: what the head contains, the body's attributes, and those of the widget's tag. */
const ROUTERS = {
  'Turbo Drive': { head: TURBO },
  'Turbo with morphing': {
    head: `${TURBO}<meta name="turbo-refresh-method" content="morph"><meta name="turbo-refresh-scroll" content="preserve">`,
    refresh: (page) =>
      page.evaluate(() => window.Turbo.visit(location.href, { action: 'replace' })),
  },
  'htmx 2 with boosted links': {
    head: '<script src="/npm/htmx-2/dist/htmx.min.js"></script>',
    body: 'hx-boost="true"',
  },
  'htmx 4 with boosted links': {
    head: '<script src="/npm/htmx.org/dist/htmx.min.js"></script>',
    body: 'hx-boost:inherited="true"',
  },
  'a new body in a view transition, as in Astro': {
    head: router(
      `(next) => document.startViewTransition(() => document.body.replaceWith(next.body))`,
    ),
  },
  'new content of the body': {
    head: router(`(next) => document.body.replaceChildren(...next.body.childNodes)`),
  },
  'a new root element': {
    head: router(`(next) => document.documentElement.replaceWith(next.documentElement)`),
  },
  'new content of the root element': {
    head: router(`(next) => document.documentElement.replaceChildren(next.head, next.body)`),
  },
  'a container in a body that is replaced': {
    head: router(`(next) => document.body.replaceWith(next.body)`),
    attributes: 'data-container="#help"',
  },
};

let paths = 0;

/** Two pages that link to each other. Returns the address of the first. */
function pages({ head, body = '', attributes }, place) {
  const [one, other] = [`/router-${paths++}`, `/router-${paths++}`];
  const tag = embed(service.origin, KEY, attributes);
  const html = (name, next) => `<!doctype html>
    <html lang="en"><head><title>${name}</title><meta name="viewport" content="width=device-width">${head}
    ${place === 'head' ? tag : ''}</head><body ${body}><h1>${name}</h1><a href="${next}">Next</a>
    <div id="help"></div>${place === 'body' ? tag : ''}</body></html>`;
  site.pages.set(one, { html: html('One', other) });
  site.pages.set(other, { html: html('Other', one) });
  return site.origin + one;
}

const heading = (page, name) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

/** Asks something whose answer is still being written. Returns its stream. */
async function begin(chat, text) {
  const stream = new Promise((resolve) => {
    service.answer = async ({ message_id }, response) =>
      resolve(new ReplyStream(response, message_id));
  });
  await ask(chat, text);
  const reply = await stream;
  reply.token('First half, ');
  await expectText(chat.body(2), 'First half,');
  return reply;
}

for (const [name, kind] of Object.entries(ROUTERS)) {
  for (const place of ['head', 'body']) {
    test(`${name}, with the tag in the ${place}`, async (t) => {
      const page = await newPage(t);
      await page.goto(pages(kind, place));
      const chat = await openChat(page);
      await ask(chat, 'Hello');
      assert.equal(await lastReply(chat, 2), 'You said: Hello');
      const reply = await begin(chat, 'Again');
      await page.evaluate(() => {
        window.sameDocument = true;
      });
      await page.getByRole('link', { name: 'Next' }).click();
      await heading(page, 'Other');
      reply.token('second half.');
      reply.done();
      assert.equal(await lastReply(chat, 3), 'First half, second half.');
      await page.goBack();
      await heading(page, 'One');
      if (kind.refresh) await kind.refresh(page);
      await page.waitForLoadState('networkidle');
      assert.ok(await until(page, async () => (await chat.host.count()) === 1));
      assert.deepEqual(await chat.questions.locator('.body').allInnerTexts(), ['Hello', 'Again']);
      assert.equal(await chat.dialog.isVisible(), true);
      await chat.dialog.getByRole('button', { name: 'Close chat' }).click();
      await chat.launcher.click();
      await chat.dialog.waitFor();
      assert.equal(await page.evaluate(() => window.sameDocument), true, 'no page was loaded');
      assert.deepEqual(page.complaints, []);
    });
  }
}

test('a widget that the page removes stays away', async (t) => {
  const page = await newPage(t);
  await page.goto(pages({ head: '' }, 'head'));
  const chat = await openChat(page);
  await page.evaluate(() => document.querySelector('chat-widget').remove());
  await page.evaluate(() => document.body.replaceWith(document.body.cloneNode(true)));
  assert.equal(await chat.host.count(), 0);
});
