// The attack strings in a real browser: nothing runs, nothing is asked for that is not allowed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { KEY, ReplyStream, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, lastReply, newPage, openChat, useBrowser } from '../harness.mjs';
import { WIDGET_DIST } from '../paths.mjs';

useBrowser();
const attacks = JSON.parse(
  readFileSync(new URL('../../../widget/test/markdown/attacks.json', import.meta.url), 'utf8'),
);
let service;
let site;

before(async () => {
  service = await Service.start();
  site = await Site.start();
});
after(() => Promise.all([service.stop(), site.stop()]));

/** Notes everything that an attack could bring about. */
function guard(page) {
  const harm = [];
  page.on('dialog', (dialog) => {
    harm.push(`dialog ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('popup', (popup) => harm.push(`popup ${popup.url()}`));
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== service.origin && origin !== site.origin) harm.push(`request ${request.url()}`);
  });
  return harm;
}

test('each attack, in pieces of each size', async (t) => {
  const page = await newPage(t);
  const harm = guard(page);
  await page.goto(site.page(plainPage('')));
  const script = readFileSync(new URL('widget.js', WIDGET_DIST), 'utf8');
  const [, chunk] = /"(chunks\/markdown-[^"]+)"/.exec(script);
  const links = await page.evaluate(
    async ([address, texts]) => {
      const { MarkdownView } = await import(address);
      const found = new Set();
      for (const text of texts) {
        for (const size of [1, 3, 7, 10_000]) {
          const target = document.body.appendChild(document.createElement('div'));
          const view = new MarkdownView(target, { imageHosts: [], code: (pre) => pre });
          for (let end = size; end < text.length + size; end += size) view.render(text.slice(0, end));
          for (const link of target.querySelectorAll('a')) found.add(link.protocol);
        }
      }
      // Handlers and loads run after this; two frames later they would have.
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return [...found];
    },
    [`${service.origin}/${chunk}`, attacks],
  );
  await page.waitForLoadState('networkidle');
  assert.deepEqual(links.sort(), ['http:', 'https:', 'mailto:']);
  assert.deepEqual(harm, []);
});

test('all attacks in one streamed reply, and what a visitor types', async (t) => {
  const page = await newPage(t);
  const harm = guard(page);
  service.answer = async ({ message_id }, response) => {
    const stream = new ReplyStream(response, message_id);
    const inline = attacks.filter((attack) => !/^(```|~~~)/.test(attack)).join('\n\n');
    for (const piece of inline.match(/[\s\S]{1,5}/gu)) stream.token(piece);
    stream.done();
  };
  await page.goto(site.page(plainPage(embed(service.origin, KEY))));
  const chat = await openChat(page);
  await ask(chat, '<img src=x onerror=alert(1)>');
  await lastReply(chat, 2);
  await page.waitForLoadState('networkidle');
  assert.deepEqual(harm, []);
});
