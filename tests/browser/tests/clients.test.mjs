// Other clients over dropped connections: a browser's own EventSource, and an independent one from npm.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { EventSource } from 'eventsource';
import { DroppingProxy } from '../fixtures/proxy.mjs';
import { plainPage, Site } from '../fixtures/site.mjs';
import { newPage } from '../harness.mjs';
import { localServer, setUp } from '../setup.mjs';

const [server, elsewhere] = await setUp(localServer({ demo: true }), Site.start());

const words = Array.from({ length: 120 }, (_, i) => `${i}–größe–日本`);
const MESSAGE = words.join(' ');
const REPLY = words.toReversed().join(' ');
/** Bytes of a response, including its head: browsers give up if the head does not arrive. */
const CUTS = [1500, 3001];

/** Stores a message, and returns the address of its reply's stream through a proxy that drops connections. */
async function storedMessage(t, session) {
  const body = JSON.stringify({ session_id: session, message: MESSAGE, engine: 'echo' });
  const response = await fetch(`${server.site}/v1/messages`, {
    method: 'POST',
    headers: {
      ...headers(),
      'content-type': 'application/json',
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    },
    body,
  });
  assert.equal(response.status, 202);
  const { stream_url } = await response.json();
  const proxy = await DroppingProxy.start(server.site, CUTS);
  t.after(() => proxy.stop());
  return { proxy, address: proxy.origin + stream_url.slice(stream_url.indexOf('/v1/')) };
}

const headers = () => ({ 'x-api-key': server.key, origin: new URL(server.demo).origin });

async function storedReply(session) {
  const response = await fetch(`${server.site}/v1/conversation`, {
    headers: { ...headers(), 'x-session-id': session },
  });
  const { messages } = await response.json();
  assert.equal(messages.length, 2);
  return messages[1];
}

/** Reads a reply to its end with the given EventSource. Runs here and in the page. */
function read(EventSource, address) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(address);
    let text = '';
    source.addEventListener('token', (event) => {
      text += JSON.parse(event.data).content;
    });
    source.addEventListener('done', (event) => {
      source.close();
      resolve({ text, length: JSON.parse(event.data).length });
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) reject(new Error('the client gave up'));
    });
  });
}

async function check(t, readWith) {
  const session = randomUUID();
  const { proxy, address } = await storedMessage(t, session);
  const { text, length } = await readWith(address);
  assert.equal(text, REPLY);
  assert.equal(length, Buffer.byteLength(REPLY));
  assert.equal(proxy.dropped, CUTS.length);
  const stored = await storedReply(session);
  assert.deepEqual([stored.content, stored.status], [REPLY, 'complete']);
}

test('a browser’s EventSource reads the whole reply despite drops', async (t) => {
  const page = await newPage(t);
  await page.goto(elsewhere.page(plainPage('')));
  await check(t, (address) => page.evaluate(`(${read})(EventSource, ${JSON.stringify(address)})`));
});

test('an EventSource from npm reads the whole reply despite drops', (t) =>
  check(t, (address) => read(EventSource, address)));
