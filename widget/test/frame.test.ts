// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Content, ContentContext } from '../src/content';
import { startGuest } from '../src/frame/guest';
import { create } from '../src/frame/host';
import type { GuestMessage, HostMessage } from '../src/frame/messages';
import { ENGLISH } from '../src/strings/english';
import { config } from './config.mjs';

const SERVICE = 'https://chat.example';
const SHOP = 'https://shop.example';

/** Delivers a message as a browser would: who sent it and from which origin is beyond the sender's control. */
const deliver = (data: GuestMessage | HostMessage, source: Window, origin: string): void => {
  dispatchEvent(new MessageEvent('message', { data, source, origin }));
};

function stranger(): Window {
  const frame = document.body.appendChild(document.createElement('iframe'));
  return frame.contentWindow as Window;
}

afterEach(() => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

describe('the page around a frame', () => {
  const tell = vi.fn();
  const leave = vi.fn();
  let life: AbortController;
  let frame: Window;
  let posted: (HostMessage | string)[][];
  let chat: Content;

  beforeEach(() => {
    tell.mockReset();
    leave.mockReset();
    life = new AbortController();
    const context = {
      options: { key: 'bc_pk_x', apiUrl: SERVICE },
      config: config(),
      strings: ENGLISH,
      dataset: { key: 'bc_pk_x', apiUrl: SERVICE, isolation: 'iframe', title: 'Ask us' },
      signal: life.signal,
      dress: vi.fn(),
      paint: vi.fn(),
      tell,
      leave,
    } as unknown as ContentContext;
    chat = create(context);
    document.body.append(chat.element);
    frame = chat.element.querySelector('iframe')?.contentWindow as Window;
    posted = [];
    frame.postMessage = (...sent: unknown[]) => void posted.push(sent as (HostMessage | string)[]);
  });
  afterEach(() => life.abort());

  const reply: GuestMessage = { type: 'bubblechat:event', name: 'error', detail: { code: 'x' } };

  it('hears its own frame, and tells it nothing but what is meant for the service', () => {
    deliver({ type: 'bubblechat:hello' }, frame, SERVICE);
    const dataset = { locale: '', page: location.href, title: 'Ask us' };
    expect(posted).toEqual([
      [{ type: 'bubblechat:scheme', scheme: expect.any(String) }, SERVICE],
      [{ type: 'bubblechat:init', dataset, panel: true }, SERVICE],
    ]);
    deliver(reply, frame, SERVICE);
    expect(tell).toHaveBeenCalledExactlyOnceWith('error', { code: 'x' });
  });

  it.each([
    ['its frame on another origin', () => frame, SHOP],
    ['another window of the frame’s origin', stranger, SERVICE],
    ['the page itself', () => window, SHOP],
  ])('ignores %s', (_who, source, origin) => {
    for (const data of [{ type: 'bubblechat:hello' }, reply] as GuestMessage[]) {
      deliver(data, source(), origin);
    }
    deliver({ type: 'bubblechat:event', name: 'close', detail: {} }, source(), origin);
    expect(posted).toEqual([]);
    expect(tell).not.toHaveBeenCalled();
    expect(leave).not.toHaveBeenCalled();
  });

  it('keeps calls until the frame is ready, and then their order', () => {
    chat.send('Hello', 'main');
    chat.reset();
    deliver({ type: 'bubblechat:hello' }, frame, SERVICE);
    expect(posted).toHaveLength(2);
    deliver({ type: 'bubblechat:ready' }, frame, SERVICE);
    chat.configure(config());
    expect(posted.slice(2)).toEqual([
      [{ type: 'bubblechat:call', name: 'send', value: 'Hello', engine: 'main' }, SERVICE],
      [{ type: 'bubblechat:call', name: 'reset', value: '', engine: undefined }, SERVICE],
      [{ type: 'bubblechat:config', config: config() }, SERVICE],
    ]);
  });

  it('leaves when the visitor closes the frame, and reports neither that nor its own opening', () => {
    deliver({ type: 'bubblechat:event', name: 'open', detail: {} }, frame, SERVICE);
    expect(tell).not.toHaveBeenCalled();
    deliver({ type: 'bubblechat:event', name: 'close', detail: {} }, frame, SERVICE);
    expect(tell).not.toHaveBeenCalled();
    expect(leave).toHaveBeenCalledTimes(1);
  });
});

describe('the widget in a frame', () => {
  const init: HostMessage = { type: 'bubblechat:init', dataset: { title: 'Ask us' }, panel: true };
  const embedder = { postMessage: vi.fn() };
  let listen: (event: MessageEvent<HostMessage>) => void;

  const tag = (origins?: string) => ({
    key: 'bc_pk_x',
    ...(origins === undefined ? {} : { origins }),
  });
  const inside = () => document.querySelector<HTMLElement>('chat-widget');
  const from = (origin: string, data: HostMessage = init, source: unknown = embedder): void =>
    listen({ source, origin, data } as MessageEvent<HostMessage>);

  beforeEach(() => {
    embedder.postMessage.mockReset();
    vi.stubGlobal('parent', embedder);
    vi.stubGlobal('addEventListener', (_type: string, listener: typeof listen) => {
      listen = listener;
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('tells the page around it only that it listens, until that page speaks', () => {
    startGuest(tag(SHOP), SERVICE);
    expect(embedder.postMessage.mock.calls).toEqual([[{ type: 'bubblechat:hello' }, '*']]);
    from(SHOP);
    expect(embedder.postMessage.mock.calls.slice(1)).toEqual([
      [{ type: 'bubblechat:ready' }, SHOP],
    ]);
    const detail = { code: 'x' };
    inside()?.dispatchEvent(new CustomEvent('bubblechat:error', { detail }));
    expect(embedder.postMessage).toHaveBeenLastCalledWith(
      { type: 'bubblechat:event', name: 'error', detail },
      SHOP,
    );
  });

  it('uses the key and the service of its own page, whatever the embedding page says', () => {
    startGuest(tag(SHOP), SERVICE);
    const dataset = { key: 'bc_pk_y', apiUrl: 'https://evil.example', title: 'Ask us' };
    from(SHOP, { ...init, dataset });
    const own = { key: 'bc_pk_x', apiUrl: SERVICE, title: 'Ask us', isolation: 'panel' };
    expect({ ...inside()?.dataset }).toEqual(own);
  });

  it.each([
    ['an origin that may not embed it', tag(SHOP), 'https://evil.example', embedder],
    ['any origin if none may embed it', tag(''), SHOP, embedder],
    ['another window of an origin that may', tag(SHOP), SHOP, {}],
  ])('ignores %s', (_who, own, origin, source) => {
    startGuest(own, SERVICE);
    from(origin, init, source);
    expect(inside()).toBeNull();
    expect(embedder.postMessage).toHaveBeenCalledTimes(1);
  });

  it('ignores calls from an origin that may not embed it, even after the page has spoken', () => {
    startGuest(tag(SHOP), SERVICE);
    from(SHOP);
    const element = inside() as HTMLElement & { send(text: string, engine?: string): void };
    element.send = vi.fn();
    const call: HostMessage = {
      type: 'bubblechat:call',
      name: 'send',
      value: 'Hi',
      engine: 'main',
    };
    from('https://evil.example', call);
    expect(element.send).not.toHaveBeenCalled();
    from(SHOP, call);
    expect(element.send).toHaveBeenCalledExactlyOnceWith('Hi', 'main');
  });
});
