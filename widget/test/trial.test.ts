// @vitest-environment jsdom
import { afterEach, expect, it, vi } from 'vitest';
import { type Route, requestOf, show, trialForm } from '../src/docs/trial';

const CHAT: Route = {
  method: 'POST',
  path: '/v1/chat',
  needs_key: true,
  parameters: [{ name: 'Accept', in: 'header', required: false, value: '' }],
  body: { message: 'hi' },
};
const STREAM: Route = {
  method: 'GET',
  path: '/v1/replies/{reply_id}/stream',
  needs_key: false,
  parameters: [
    { name: 'reply_id', in: 'path', required: true, value: 'r_1' },
    { name: 'ticket', in: 'query', required: true, value: '…' },
    { name: 'Last-Event-ID', in: 'header', required: false, value: '' },
  ],
  body: null,
};

afterEach(() => vi.unstubAllGlobals());

it('sends the body with its hash and the key', async () => {
  const text = '{"message":"Grüße"}';
  const { url, init } = await requestOf(CHAT, 'bc_sk_x', new Map(), text);
  expect(url).toBe('/v1/chat');
  expect(init.headers).toEqual({
    'X-API-Key': 'bc_sk_x',
    'Content-Type': 'application/json',
    'x-amz-content-sha256': '45f19fda4d0f3bd1c5f8c79ed6a28d1bbebf057fabad011b1a71dc1e8789b087',
  });
  expect(new TextDecoder().decode(init.body as Uint8Array)).toBe(text);
});

it('puts each parameter where it belongs and leaves out what is empty', async () => {
  const values = new Map([
    ['reply_id', 'r/1'],
    ['ticket', 'a&b'],
    ['Last-Event-ID', ' '],
  ]);
  const { url, init } = await requestOf(STREAM, 'bc_sk_x', values, '');
  expect(url).toBe('/v1/replies/r%2F1/stream?ticket=a%26b');
  expect(init).toEqual({ method: 'GET', headers: {} });
});

it('shows a stream as it arrives', async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const told: string[] = [];
  const shown = show(
    new Response(readable, { headers: { 'content-type': 'text/event-stream' } }),
    (text) => told.push(text),
  );
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode('event: start\n'));
  await vi.waitFor(() => expect(told.join('')).toContain('event: start'));
  expect(told.join('')).toContain('content-type: text/event-stream');
  await writer.close();
  await shown;
});

it('says that nothing came if there is no answer, and can be sent again', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  const form = trialForm(CHAT, () => '');
  document.body.append(form);
  const send = form.querySelector('button') as HTMLButtonElement;
  send.click();
  expect(send.disabled).toBe(true);
  await vi.waitFor(() => expect(form.textContent).toContain('No answer: TypeError: offline'));
  expect(send.disabled).toBe(false);
});

it('cancels a request that is under way', async () => {
  vi.stubGlobal(
    'fetch',
    (_: string, { signal }: RequestInit) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  );
  const form = trialForm(STREAM, () => '');
  document.body.append(form);
  const [send, cancel] = form.querySelectorAll('button');
  send?.click();
  await vi.waitFor(() => expect(form.textContent).toContain('Sending…'));
  cancel?.click();
  await vi.waitFor(() => expect(form.textContent).toContain('Canceled.'));
});
