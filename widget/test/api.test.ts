import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Api } from '../src/api';

const encoder = new TextEncoder();
/** In ms. */
const PING = 15_000;
let stream: ReadableStreamDefaultController<Uint8Array>;

beforeEach(() => {
  vi.useFakeTimers();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      stream = controller;
    },
  });
  vi.stubGlobal('fetch', async () => new Response(body));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const send = (text: string): void => stream.enqueue(encoder.encode(text));

function follow() {
  const { signal } = new AbortController();
  const emit = vi.fn();
  const api = new Api('https://chat.example', 'bc_pk_t', signal, async () => undefined);
  const reading = api.fetch('/', { signal }).then((response) => api.read(response, emit));
  return { emit, reading };
}

it('waits for a model that thinks for as long as the service pings', async () => {
  const { emit, reading } = follow();
  for (let waited = 0; waited < 40 * PING; waited += PING) {
    send(': ping\n\n');
    await vi.advanceTimersByTimeAsync(PING);
  }
  send('id: 2\nevent: token\ndata: {"content":"Hi"}\n\n');
  stream.close();
  await reading;
  expect(emit.mock.calls).toEqual([[{ type: 'token', id: 2, content: 'Hi' }]]);
});

it('gives up a connection without pings', async () => {
  const { emit, reading } = follow();
  await vi.advanceTimersByTimeAsync(3 * PING);
  await reading;
  expect(emit).not.toHaveBeenCalled();
});
