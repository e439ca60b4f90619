// The colours of code, which come in a file of their own.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { config } from '../fixtures/config.mjs';
import { policy } from '../fixtures/policy.mjs';
import { KEY, ReplyStream, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { ask, expectExtras, lastReply, newPage, openChat, until } from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());

const CODE = `// Adds the tax.
const price = net * 1.2;
return say("total", price);`;
const fenced = (language, code = CODE) => `Look:\n\n\`\`\`${language}\n${code}\n\`\`\``;

const isCode = ({ route }) => route.includes('/chunks/code-');

beforeEach(() => {
  service.config = config();
  service.requests = [];
  service.deliver = async (content) => content;
});

/** A chat that has loaded what every chat does. */
async function open(page, headers = {}) {
  await page.goto(site.page(plainPage(embed(service.origin, KEY)), headers));
  const chat = await openChat(page);
  await expectExtras(page);
  return chat;
}

async function answered(page, text) {
  service.answer = async () => text;
  const chat = await open(page);
  await ask(chat, 'Code, please');
  await lastReply(chat, 2);
  return chat;
}

const kindsOf = (chat) =>
  chat.dialog
    .locator('.code span:not(.language)')
    .evaluateAll((all) => all.map((span) => `${span.className}:${span.textContent}`));

const EXPECTED = [
  'comment:// Adds the tax.',
  'keyword:const',
  'number:1.2',
  'keyword:return',
  'name:say',
  'string:"total"',
];

test('code in a known language is coloured under the strictest policy, and copied as it was', async (t) => {
  const page = await newPage(t);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  service.answer = async () => fenced('js');
  const chat = await open(page, { 'content-security-policy': policy(service.origin) });
  await ask(chat, 'Code, please');
  await chat.dialog.locator('.code .keyword').first().waitFor();
  assert.deepEqual(await kindsOf(chat), EXPECTED);
  await chat.dialog.locator('.code').getByRole('button', { name: 'Copy' }).click();
  await chat.dialog.locator('.code').getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal((await page.evaluate(() => navigator.clipboard.readText())).trim(), CODE);
  assert.deepEqual(page.complaints, []);
});

test('nothing is fetched for an answer without code, or in a language that is not known', async (t) => {
  const page = await newPage(t);
  await answered(page, `Words, \`code\` and:\n\n${fenced('brainfuck')}\n\n${fenced('')}`);
  assert.equal(service.requests.some(isCode), false);
});

test('a block is coloured when it is complete, while the answer goes on, and moves nothing', async (t) => {
  const page = await newPage(t);
  const asked = new Promise((resolve) => {
    service.answer = async ({ message_id }, response) =>
      resolve(new ReplyStream(response, message_id));
  });
  const chat = await open(page);
  await ask(chat, 'Code, please');
  const stream = await asked;
  stream.token(fenced('ts').slice(0, -8));
  const code = chat.dialog.locator('.code');
  await code.filter({ hasText: 'say("total"' }).waitFor();
  await until(page, () => service.requests.some(isCode));
  assert.deepEqual(await kindsOf(chat), []);
  stream.token(fenced('ts').slice(-8));
  stream.token('\n\nAnd so');
  await code.locator('.keyword').first().waitFor();
  await chat.dialog.locator('.message.streaming').waitFor();
  const coloured = await code.boundingBox();
  await code.evaluate((block) => {
    for (const span of block.querySelectorAll('pre span')) span.replaceWith(span.textContent);
  });
  assert.deepEqual(await code.boundingBox(), coloured);
  stream.done();
});

test('code that is very long stays plain', async (t) => {
  const page = await newPage(t);
  const chat = await answered(page, `${fenced('js', CODE.repeat(120))}\n\n${fenced('js')}`);
  await chat.dialog.locator('.code .keyword').first().waitFor();
  assert.equal(await chat.dialog.locator('.code').first().locator('.keyword').count(), 0);
});

test('without the file, code stays plain', async (t) => {
  const page = await newPage(t);
  const refused = page.waitForEvent('console', (m) => m.text().includes('optional part'));
  service.deliver = async (content, path) => (path.includes('code-') ? 'nothing()' : content);
  const chat = await answered(page, fenced('js'));
  await refused;
  assert.equal(await chat.dialog.locator('.code code').innerText(), `${CODE}\n`);
});

/** The WCAG contrast of each coloured token with the block that it is in. Runs in the page. */
function contrastsIn(block) {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const luminance = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) =>
      value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const ground = luminance(getComputedStyle(block).backgroundColor);
  return [...block.querySelectorAll('pre span')].map((span) => {
    const text = luminance(getComputedStyle(span).color);
    return { text: span.textContent, ratio: Math.max(text / ground, ground / text) };
  });
}

for (const scheme of ['light', 'dark']) {
  for (const answers of ['bubble', 'document']) {
    test(`the colours are readable, ${scheme}, ${answers}`, async (t) => {
      service.config.tokens.brand.scheme = scheme;
      service.config.tokens.shape.answers = answers;
      const page = await newPage(t);
      const chat = await answered(page, fenced('js'));
      await chat.dialog.locator('.code .keyword').first().waitFor();
      const contrasts = await chat.dialog.locator('.code').evaluate(contrastsIn);
      assert.equal(contrasts.length, EXPECTED.length);
      for (const { text, ratio } of contrasts) assert.ok(ratio >= 4.5, `${text}: ${ratio}`);
    });
  }
}

test('forced colours win', async (t) => {
  const page = await newPage(t, { forcedColors: 'active' });
  const chat = await answered(page, fenced('js'));
  const keyword = chat.dialog.locator('.code .keyword').first();
  await keyword.waitFor();
  const colours = await keyword.evaluate((span) =>
    [span, span.parentElement].map((element) => getComputedStyle(element).color),
  );
  assert.equal(colours[0], colours[1]);
});
