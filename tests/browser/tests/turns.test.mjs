// What a visitor can do with a reply, and what happens if its stream breaks.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { KEY, ReplyStream, refuse, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import {
  ask,
  expectAccessible,
  expectExtras,
  expectText,
  lastReply,
  newPage,
  openChat,
  watch,
  widget,
} from '../harness.mjs';
import { setUp } from '../setup.mjs';

const [service, site] = await setUp(Service.start(), Site.start());
const address = site.page(plainPage(embed(service.origin, KEY)));
beforeEach(() => {
  service.answer = async ({ message }) => `You said: ${message}`;
  service.replies = {};
  service.requests = [];
});

const button = (chat, name) => chat.dialog.getByRole('button', { name, exact: true });

/** Holds the next reply open, and returns its stream once it has been requested. */
function hold() {
  return new Promise((resolve) => {
    service.answer = async ({ message_id }, response) => {
      resolve(new ReplyStream(response, message_id));
    };
  });
}

async function askAndHold(page) {
  const held = hold();
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, 'A long one');
  const stream = await held;
  stream.token('The beginning');
  await expectText(chat.body(1), 'The beginning');
  return { chat, stream };
}

test('a reply whose stream is cut resumes where it was, and is shown once', async (t) => {
  const page = await newPage(t);
  const { chat, stream } = await askAndHold(page);
  const resumed = new Promise((resolve) => {
    service.replies.stream = ({ id, query }, response) => {
      const after = Number(query.get('after'));
      resolve({ id, ticket: query.get('ticket'), after });
      const rest = new ReplyStream(response, 'm', id, after);
      rest.token(', and the rest.');
      rest.done();
    };
  });
  stream.cut();
  assert.equal(await lastReply(chat, 2), 'The beginning, and the rest.');
  const expected = { id: stream.id, ticket: 'ticket', after: 13 };
  assert.deepEqual(await resumed, expected);
  const messages = service.requests.filter(({ route }) => route === 'POST /v1/chat');
  assert.equal(messages.length, 1);
});

test('a reply whose ticket expired while the device slept is found by its message', async (t) => {
  const page = await newPage(t);
  const { chat, stream } = await askAndHold(page);
  service.replies.stream = (_reply, response) =>
    refuse(response, 403, 'invalid_ticket', 'The ticket has expired.');
  service.answer = async ({ message_id }, response) => {
    const again = new ReplyStream(response, message_id, stream.id);
    for (const piece of ['The begin', 'ning', ', and the rest.']) again.token(piece);
    again.done();
  };
  stream.cut();
  assert.equal(await lastReply(chat, 2), 'The beginning, and the rest.');
  const ids = service.requests
    .filter(({ route }) => route === 'POST /v1/chat')
    .map(({ body }) => JSON.parse(body).message_id);
  assert.equal(ids.length, 2);
  assert.equal(new Set(ids).size, 1);
});

test('a reply resumes when the browser is online again', async (t) => {
  const page = await newPage(t);
  const { chat, stream } = await askAndHold(page);
  service.replies.stream = ({ id, query }, response) => {
    const rest = new ReplyStream(response, 'm', id, Number(query.get('after')));
    rest.token(', and the rest.');
    rest.done();
  };
  await page.context().setOffline(true);
  stream.cut();
  await page.context().setOffline(false);
  assert.equal(await lastReply(chat, 2), 'The beginning, and the rest.');
  assert.equal(await chat.replies.count(), 2);
});

test('a cut that cannot be repaired is reported, with a retry', async (t) => {
  const page = await newPage(t);
  const { chat, stream } = await askAndHold(page);
  service.answer = async (_request, response) =>
    refuse(response, 503, 'unavailable', 'Try again later.');
  stream.cut();
  await expectText(chat.replies.nth(1).getByRole('alert'), 'The answer was cut off.');
  assert.match(await chat.body(1).innerText(), /The beginning/);
});

test('an error event keeps the partial reply', async (t) => {
  const page = await newPage(t);
  const { chat, stream } = await askAndHold(page);
  stream.error('provider_unavailable');
  await expectText(chat.replies.nth(1).getByRole('alert'), 'The answer was cut off.');
  assert.match(await chat.body(1).innerText(), /The beginning/);
  service.answer = async ({ message_id }, response) => {
    const again = new ReplyStream(response, message_id, stream.id);
    again.token('The beginning');
    again.token(' and end.');
    again.done();
  };
  await button(chat, 'Try again').click();
  assert.equal(await lastReply(chat, 2), 'The beginning and end.');
});

/** Lets the next reply fail before its first word, and stores it as the service does. */
function failNext(details) {
  const code = 'provider_busy';
  const error = { code, message: 'Something went wrong.', retryable: true, ...details };
  service.answer = async ({ message, message_id, session_id }, response) => {
    const stream = new ReplyStream(response, message_id);
    const common = { created_at: new Date().toISOString() };
    service.conversations.set(session_id, [
      { ...common, id: message_id, role: 'user', content: message, status: 'complete' },
      { ...common, id: stream.id, role: 'assistant', content: '', status: 'interrupted', error },
    ]);
    stream.error(code, details);
  };
}

async function failAndReload(page, details) {
  failNext(details);
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  await chat.dialog.getByRole('alert').waitFor();
  await page.reload();
  return widget(page);
}

test('a failed reply says so after a reload too, and is asked for again when its time has come', async (t) => {
  const page = await newPage(t);
  const chat = await failAndReload(page, { retry_after_s: 2 });
  await expectText(
    chat.dialog.getByRole('alert'),
    /went wrong while answering\. Try again in 2 s\./,
  );
  await chat.dialog.getByRole('timer').waitFor();
  await expectAccessible(page);
  assert.equal(await chat.replies.count(), 1);
  const asked = () => service.requests.filter(({ route }) => route === 'POST /v1/chat');
  assert.equal(asked().length, 1);
  service.answer = async () => 'Here I am.';
  await button(chat, 'Try again').click();
  assert.equal(await lastReply(chat, 2), 'Here I am.');
  const ids = asked().map(({ body }) => JSON.parse(body).message_id);
  assert.equal(ids[0], ids[1]);
});

test('a reply that no retry can save offers none', async (t) => {
  const page = await newPage(t);
  const chat = await failAndReload(page, { retryable: false });
  await expectText(chat.dialog.getByRole('alert'), 'went wrong while answering');
  assert.equal(await button(chat, 'Try again').count(), 0);
});

test('stopping tells the service and keeps the partial reply', async (t) => {
  const page = await newPage(t);
  const { chat, stream } = await askAndHold(page);
  service.replies.stop = ({ id }, response) => {
    assert.equal(id, stream.id);
    response.writeHead(204).end();
    stream.done('stopped');
  };
  await button(chat, 'Stop').click();
  assert.equal(await lastReply(chat, 2), 'The beginning');
  await expectText(chat.replies.nth(1).locator('.remark'), 'Answer stopped.');
  await button(chat, 'Send').waitFor();
});

test('stopping works even if the service cannot stop', async (t) => {
  const page = await newPage(t);
  const { chat } = await askAndHold(page);
  await button(chat, 'Stop').click();
  assert.equal(await lastReply(chat, 2), 'The beginning');
  service.answer = async () => 'Next.';
  await ask(chat, 'Another');
  assert.equal(await lastReply(chat, 3), 'Next.');
});

test('a reload during a reply resumes it', async (t) => {
  const page = await newPage(t);
  const { stream } = await askAndHold(page);
  const [{ body }] = service.requests.filter(({ route }) => route === 'POST /v1/chat');
  const { session_id, message_id, message } = JSON.parse(body);
  const base = { created_at: new Date().toISOString(), metadata: {} };
  service.conversations.set(session_id, [
    { ...base, id: message_id, role: 'user', content: message, status: 'complete' },
    { ...base, id: stream.id, role: 'assistant', content: 'The beg', status: 'streaming' },
  ]);
  const again = hold();
  await page.reload();
  const chat = widget(page);
  const replay = await again;
  replay.token('The beginning');
  replay.token(' and end.');
  replay.done();
  assert.equal(await lastReply(chat, 2), 'The beginning and end.');
  const ids = service.requests
    .filter(({ route }) => route === 'POST /v1/chat')
    .map((request) => JSON.parse(request.body).message_id);
  assert.deepEqual(ids, [message_id, message_id]);
});

test('a rating is sent, and taken back if it is refused', async (t) => {
  const page = await newPage(t);
  const ratings = [];
  service.replies.feedback = ({ request }, response) => {
    ratings.push(request.method);
    response.writeHead(204).end();
  };
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  await button(chat, 'Good answer').click();
  await chat.dialog.locator('.up[aria-pressed=true]').waitFor();
  assert.deepEqual(ratings, ['PUT']);
  service.replies.feedback = (_reply, response) => refuse(response, 404, 'not_found', 'No.');
  const refused = page.waitForResponse((response) => response.url().endsWith('/feedback'));
  await button(chat, 'Bad answer').click();
  assert.equal((await refused).status(), 404);
  await chat.dialog.locator('.up[aria-pressed=true]').waitFor();
});

test('the chat can be saved as a file', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, 'Keep this');
  await lastReply(chat, 2);
  await button(chat, 'Menu').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(chat, 'Save this chat').click(),
  ]);
  assert.equal(download.suggestedFilename(), 'chat.txt');
  const chunks = await (await download.createReadStream()).toArray();
  assert.match(Buffer.concat(chunks).toString(), /You:\nKeep this\n\nFern & Field:\nYou said/);
});

test('deleting asks first, then leaves nothing in the browser or the service', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, 'Forget this');
  await lastReply(chat, 2);
  await button(chat, 'Menu').click();
  await button(chat, 'Delete this chat').click();
  assert.equal(await chat.questions.count(), 1);
  await button(chat, 'Delete for good?').click();
  await expectText(chat.host.getByRole('status'), 'Chat deleted.');
  assert.equal(await chat.questions.count(), 0);
  assert.equal(service.conversations.size === 0 || !hasText('Forget this'), true);
  assert.equal(
    await page.evaluate(() => Object.keys(sessionStorage).some((name) => name.endsWith('session'))),
    false,
  );
});

const hasText = (text) => JSON.stringify([...service.conversations.values()]).includes(text);

test('unsent text survives a reload', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  const chat = await openChat(page);
  // They keep the text when the page is left.
  await expectExtras(page);
  await chat.input.fill('Half a thought');
  await page.reload();
  await chat.dialog.waitFor();
  await page.waitForFunction(
    () => document.querySelector('chat-widget').shadowRoot.querySelector('textarea').value,
  );
  assert.equal(await chat.input.inputValue(), 'Half a thought');
});

test('a reader who scrolled away is not scrolled back', async (t) => {
  const page = await newPage(t);
  service.answer = async () => 'A line.\n\n'.repeat(60);
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, 'Much');
  await lastReply(chat, 2);
  const held = hold();
  await ask(chat, 'More');
  const stream = await held;
  stream.token('Start');
  await expectText(chat.body(2), 'Start');
  const scroller = chat.dialog.locator('.scroller');
  await scroller.evaluate((element) => {
    const scrolled = new Promise((resolve) => {
      element.addEventListener('scroll', resolve, { once: true });
    });
    element.scrollTop = 0;
    return scrolled;
  });
  stream.token(' and more\n\n'.repeat(30));
  await button(chat, 'Jump to latest').waitFor();
  assert.equal(await scroller.evaluate((element) => element.scrollTop), 0);
  await button(chat, 'Jump to latest').click();
  stream.done();
  await lastReply(chat, 3);
  const left = await scroller.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
  assert.ok(left < 2);
});

test('a visitor can choose an engine if the owner allows it', async (t) => {
  const page = await newPage(t);
  service.config.engines = [{ name: 'fast' }, { name: 'thorough' }];
  t.after(() => {
    service.config.engines = [];
  });
  await page.goto(address);
  const chat = await openChat(page);
  await chat.dialog.getByRole('combobox', { name: 'Answered by' }).selectOption('thorough');
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  await page.evaluate(() => window.BubbleChat.send('Hello again', 'fast'));
  await lastReply(chat, 3);
  const asked = service.requests.filter(({ route }) => route === 'POST /v1/chat');
  assert.deepEqual(
    asked.map(({ body }) => JSON.parse(body).engine),
    ['thorough', 'fast'],
  );
});

test('the page can set the engine, and change it at any time', async (t) => {
  const page = await newPage(t);
  await page.goto(address);
  const chat = await openChat(page);
  for (const [engine, replies] of [
    ['fast', 2],
    ['thorough', 3],
  ]) {
    await chat.host.evaluate((host, name) => {
      host.dataset.engine = name;
    }, engine);
    await ask(chat, 'Hello');
    await lastReply(chat, replies);
  }
  const asked = service.requests.filter(({ route }) => route === 'POST /v1/chat');
  assert.deepEqual(
    asked.map(({ body }) => JSON.parse(body).engine),
    ['fast', 'thorough'],
  );
});

test('changing the language in the menu keeps messages and draft', async (t) => {
  const page = await newPage(t);
  service.config.copy.placeholder = '';
  await page.goto(address);
  const chat = await openChat(page);
  await ask(chat, 'Hello');
  await lastReply(chat, 2);
  await chat.input.fill('half');
  await button(chat, 'Menu').click();
  await chat.dialog.getByLabel('Language').selectOption('ar');
  await button(chat, 'القائمة').waitFor();
  assert.equal(await chat.host.locator('.root').getAttribute('dir'), 'rtl');
  assert.equal(await chat.input.inputValue(), 'half');
  assert.equal(await lastReply(chat, 2), 'You said: Hello');
  await expectAccessible(page);
  await page.reload();
  await button(chat, 'القائمة').waitFor();
});

test('tabs on one device stay in step', async (t) => {
  const one = await newPage(t);
  const two = watch(await one.context().newPage());
  const shared = site.page(plainPage(embed(service.origin, KEY, 'data-session="device"')));
  await one.goto(shared);
  const first = await openChat(one);
  // The device also remembers that it is open.
  await two.goto(shared);
  const second = widget(two);
  await second.dialog.waitFor();
  // The extras hear of what happens in other tabs.
  for (const page of [one, two]) await expectExtras(page);
  await ask(first, 'From the first');
  await lastReply(first, 2);
  assert.equal(await lastReply(second, 2), 'You said: From the first');
  await ask(second, 'From the second');
  assert.equal(await lastReply(first, 3), 'You said: From the second');
  assert.equal(await first.questions.count(), 2);
  await button(second, 'Menu').click();
  await button(second, 'Delete this chat').click();
  await button(second, 'Delete for good?').click();
  await first.questions.first().waitFor({ state: 'detached' });
});
