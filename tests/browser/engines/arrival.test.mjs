// How the widget arrives and stays, in the engines beside Chromium: loaders, routers, and chunks that nobody may change.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loaders } from '../fixtures/loaders.mjs';
import { policy } from '../fixtures/policy.mjs';
import { pages, ROUTERS } from '../fixtures/routers.mjs';
import { KEY, ReplyStream, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { engines } from './index.mjs';
import { Visitor } from './visitor.mjs';

const [service, site] = await Promise.all([Service.start(), Site.start()]);
after(() => Promise.all([service, site].map((each) => each.stop())));

/** The tests of tests/ have tried these in Chromium. */
const others = engines.filter(({ name }) => name !== 'Chromium');
const browsers = new Map();
for (const { name, launch } of others) browsers.set(name, await launch());
after(() => Promise.all([...browsers.values()].map((browser) => browser.close())));

function inEach(rule, walk) {
  for (const [name, browser] of browsers) {
    test(`${name}: ${rule}`, async () => {
      service.answer = async () => 'You said it.';
      service.deliver = async (content) => content;
      const tab = await browser.newTab();
      try {
        await walk(new Visitor(tab));
      } finally {
        await tab.close();
      }
    });
  }
}

async function greet(visitor) {
  await visitor.open();
  await visitor.say('Hello');
  assert.equal(await visitor.answer(), 'You said it.');
}

for (const [name, body] of Object.entries(loaders(service.origin, site))) {
  inEach(`works as ${name}`, async (visitor) => {
    await visitor.goto(site.page(plainPage(body)));
    await greet(visitor);
  });
}

for (const [name, kind] of Object.entries(ROUTERS)) {
  inEach(`stays through ${name}`, async (visitor) => {
    await visitor.goto(pages(service.origin, site, kind, 'body'));
    await greet(visitor);
    const asked = new Promise((resolve) => {
      service.answer = async ({ message_id }, response) =>
        resolve(new ReplyStream(response, message_id));
    });
    await visitor.say('Again');
    const reply = await asked;
    reply.token('First half, ');
    await visitor.evaluate(`document.querySelector('a').click()`);
    await visitor.until('.launcher', () => document.querySelector('h1')?.textContent === 'Other');
    reply.token('second half.');
    reply.done();
    assert.equal(await visitor.answer(), 'First half, second half.');
    await visitor.see('.panel');
    assert.equal(await visitor.evaluate(`document.querySelectorAll('chat-widget').length`), 1);
  });
}

inEach('runs no chunk that was changed', async (visitor) => {
  const headers = { 'content-security-policy': policy(service.origin) };
  let asked = 0;
  service.deliver = async (content) => {
    asked += 1;
    return `${content};globalThis.stolen = 1`;
  };
  await visitor.goto(site.page(plainPage(embed(service.origin, KEY)), headers));
  await visitor.click('.launcher');
  await visitor.until('.launcher', ([launcher]) => launcher.ariaBusy !== 'true');
  assert.ok(asked > 0);
  assert.equal(await visitor.evaluate(`'stolen' in globalThis`), false);
  service.deliver = async (content) => content;
  await greet(visitor);
});
