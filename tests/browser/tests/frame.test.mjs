// The iframe mode: the same chat, out of reach of the page's scripts.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { KEY, refuse, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import {
  ask,
  expectAccessible,
  expectExtras,
  expectStyle,
  expectText,
  lastReply,
  newPage,
  widget,
} from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
beforeEach(() => {
  service.requests = [];
  service.frameAncestors = site.origin;
  service.answer = async ({ message }) => `You said: ${message}`;
});

const framed = (attributes = '', headers = {}) =>
  site.page(
    plainPage(embed(service.origin, KEY, `data-isolation="iframe" ${attributes}`)),
    headers,
  );

/** The widget as it stands inside the frame. */
async function openFrame(page) {
  await widget(page).launcher.click();
  const frame = page.frameLocator('chat-widget iframe');
  await frame.getByRole('dialog').waitFor();
  return widget(frame);
}

test('the chat runs in the frame, and its events reach the page', async (t) => {
  const page = await newPage(t);
  await page.goto(framed());
  await page.evaluate(() => {
    window.heard = [];
    for (const name of ['open', 'message', 'reply', 'close'])
      document.addEventListener(`bubblechat:${name}`, () => window.heard.push(name));
  });
  const chat = await openFrame(page);
  await ask(chat, 'Hello');
  assert.equal(await lastReply(chat, 2), 'You said: Hello');
  await chat.dialog.getByRole('button', { name: 'Close chat' }).click();
  await page.locator('chat-widget .panel').waitFor({ state: 'hidden' });
  assert.deepEqual(await page.evaluate(() => window.heard), ['open', 'message', 'reply', 'close']);
  assert.equal(
    await page.evaluate(() => Object.keys(sessionStorage).join().includes('session')),
    false,
  );
});

test('it closes by keyboard, reopens with its thread, and takes calls', async (t) => {
  const page = await newPage(t);
  await page.goto(framed());
  const chat = await openFrame(page);
  await chat.input.press('Escape');
  await page.locator('chat-widget .panel').waitFor({ state: 'hidden' });
  await page.evaluate(() => {
    window.BubbleChat.open();
    window.BubbleChat.send('From outside');
  });
  assert.equal(await lastReply(chat, 2), 'You said: From outside');
  await page.evaluate(() => window.BubbleChat.reset());
  await chat.questions.first().waitFor({ state: 'detached' });
});

test('a link to the page’s own site opens in the page, not in the frame', async (t) => {
  const page = await newPage(t);
  service.answer = async () => 'See [the plants](/plants).';
  site.pages.set('/plants', { html: plainPage('<p>All plants</p>') });
  await page.goto(framed());
  const chat = await openFrame(page);
  await ask(chat, 'Where?');
  await chat.body(1).getByRole('link', { name: 'the plants' }).click();
  await page.waitForURL(`${site.origin}/plants`);
});

test('axe finds nothing', async (t) => {
  const page = await newPage(t);
  await page.goto(framed());
  await openFrame(page);
  await expectAccessible(page);
});

test('the page’s attributes apply inside, except those that are not its to set', async (t) => {
  const page = await newPage(t);
  await page.goto(framed('data-title="Ask us" data-accent-color="#7c3aed" data-locale="ar"'));
  await widget(page).launcher.click();
  const chat = widget(page.frameLocator('chat-widget iframe'));
  await chat.dialog.waitFor();
  assert.equal(await chat.dialog.getByRole('heading').innerText(), 'Ask us');
  assert.equal(await chat.host.locator('.root').getAttribute('dir'), 'rtl');
  assert.equal(await chat.host.getAttribute('data-key'), KEY);
});

test('under a strict policy it needs only frame-src', async (t) => {
  const page = await newPage(t);
  const policy =
    `default-src 'none'; script-src ${service.origin}; connect-src ${service.origin}; ` +
    `frame-src ${service.origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
  await page.goto(framed('', { 'content-security-policy': policy }));
  const chat = await openFrame(page);
  await ask(chat, 'Hello');
  assert.equal(await lastReply(chat, 2), 'You said: Hello');
  assert.deepEqual(page.complaints, []);
});

test('a page whose origin is not allowed gets no frame', async (t) => {
  const page = await newPage(t);
  service.frameAncestors = 'https://elsewhere.example';
  await page.goto(framed());
  const refused = page.waitForEvent('console', (m) => m.text().includes('frame-ancestors'));
  await widget(page).launcher.click();
  await refused;
  assert.equal(
    service.requests.some(({ route }) => route === 'POST /v1/chat'),
    false,
  );
});

test('the frame listens only to the page around it', async (t) => {
  const page = await newPage(t);
  await page.goto(framed());
  const chat = await openFrame(page);
  await page.evaluate(() => {
    const stranger = document.createElement('iframe');
    document.body.append(stranger);
    const frame = document.querySelector('chat-widget').shadowRoot.querySelector('iframe');
    const call = { type: 'bubblechat:call', name: 'send', value: 'Stolen' };
    stranger.contentWindow.eval('(frame, call) => frame.postMessage(call, "*")')(
      frame.contentWindow,
      call,
    );
    window.BubbleChat.send('Mine');
  });
  await expectText(chat.questions.first(), 'Mine');
  assert.equal(await chat.questions.count(), 1);
});

test('the frame is sandboxed and as large as the panel, or as the window on a phone', async (t) => {
  const page = await newPage(t);
  await page.goto(framed());
  await openFrame(page);
  const frame = page.locator('chat-widget iframe');
  const sandbox = (await frame.getAttribute('sandbox')).split(' ');
  assert.ok(!sandbox.includes('allow-top-navigation') && !sandbox.includes('allow-modals'));
  const sizes = () =>
    frame.evaluate((node) => {
      const { clientWidth, clientHeight } = node.parentElement;
      return [node.offsetWidth, node.offsetHeight, clientWidth, clientHeight];
    });
  assert.deepEqual(await sizes(), [378, 598, 378, 598]);
  await page.setViewportSize({ width: 360, height: 640 });
  await page.locator('.root.full').waitFor({ state: 'attached' });
  assert.deepEqual(await sizes(), [360, 640, 360, 640]);
});

test('the dashboard’s preview applies every edit and loses nothing', async (t) => {
  const page = await newPage(t);
  const frame = page.frameLocator('iframe');
  // What the dashboard does: answers the frame's hello, then tells it each edit.
  await page.goto(
    site.page(
      `<!doctype html><script>
        addEventListener('message', ({ source, origin, data }) => {
          if (data.type !== 'bubblechat:hello') return;
          window.edit = (config) => source.postMessage({ type: 'bubblechat:config', config }, origin);
          source.postMessage({ type: 'bubblechat:init', dataset: {}, panel: false }, origin);
        });
      </script><iframe style="width:600px;height:700px" src="${service.origin}/v1/widget/frame?key=${KEY}"></iframe>`,
    ),
  );
  const edit = (config) => page.evaluate((parts) => window.edit(parts), config);
  const chat = widget(frame);
  await chat.launcher.click();
  service.answer = async () => `${'A line.\n\n'.repeat(40)}![A fern](https://img.example/fern.png)`;
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  service.answer = async (_request, response) =>
    refuse(response, 429, 'key_limit_reached', 'Slow down.', { 'retry-after': '60' });
  await ask(chat, 'Again');
  await expectText(chat.questions.nth(1).getByRole('alert'), 'Too many messages right now.');
  await chat.input.fill('half');
  const scroller = chat.dialog.locator('.scroller');
  // The widget learns where the reader is from the event, which comes with the next frame.
  await scroller.evaluate(
    (element) =>
      new Promise((resolve) => {
        element.addEventListener('scroll', resolve, { once: true });
        element.scrollTop = 100;
      }),
  );
  await edit({
    copy: { title: 'Other', limit_message: 'Come back tomorrow.' },
    tokens: { brand: { primary: '#112233' } },
    behaviour: { image_hosts: ['img.example'] },
    engines: [{ name: 'one' }, { name: 'two' }],
  });
  await expectText(chat.dialog.getByRole('heading'), 'Other');
  await expectText(chat.questions.nth(1).getByRole('alert'), 'Come back tomorrow.');
  await chat.body(1).locator('img').waitFor({ state: 'attached' });
  await chat.dialog.getByRole('combobox', { name: 'Answered by' }).waitFor();
  assert.equal(await chat.input.inputValue(), 'half');
  assert.equal(await chat.questions.count(), 2);
  assert.equal(await scroller.evaluate((element) => element.scrollTop), 100);
  assert.equal(await chat.host.evaluate((h) => h.shadowRoot.activeElement.tagName), 'TEXTAREA');
  await edit({ engines: [], behaviour: { image_hosts: [] } });
  await chat.dialog.locator('.engines').waitFor({ state: 'hidden' });
  await chat.body(1).locator('img').waitFor({ state: 'detached' });
});

test('the scheme “auto” follows the page into the frame', async (t) => {
  service.config.tokens.brand.scheme = 'auto';
  const page = await newPage(t, { colorScheme: 'light' });
  await page.goto(framed());
  await page.evaluate(() => {
    document.documentElement.style.colorScheme = 'dark';
  });
  const chat = await openFrame(page);
  await expectStyle(chat.dialog, 'background-color', 'rgb(23, 25, 24)');
  await expectExtras(page.frameLocator('chat-widget iframe').locator('chat-widget'));
  await page.evaluate(() => {
    document.documentElement.style.colorScheme = 'light';
  });
  await expectStyle(chat.dialog, 'background-color', 'rgb(255, 255, 255)');
});
