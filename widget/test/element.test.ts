// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defineChatWidget } from '../src/define';

/** The requests for a config, none of which is ever answered. */
let requests: { url: string; signal: AbortSignal }[] = [];

defineChatWidget();

beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', (url: string, { signal }: { signal: AbortSignal }) => {
    requests.push({ url, signal });
    return new Promise(() => {});
  });
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function embed() {
  const element = document.createElement('chat-widget');
  Object.assign(element.dataset, { key: 'bc_pk_x', apiUrl: 'https://chat.example' });
  document.body.append(element);
  return element;
}

it.each(['data-key', 'data-api-url', 'data-session', 'data-locale', 'data-isolation'])(
  'restarts when %s changes, and drops what it had begun',
  (name) => {
    const element = embed();
    element.setAttribute(name, 'other');
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  },
);

it.each([
  'data-title',
  'data-welcome-message',
  'data-placeholder',
  'data-position',
  'data-accent-color',
  'data-open',
  'data-engine',
  'data-unknown',
])('does not restart when %s changes', (name) => {
  const element = embed();
  element.setAttribute(name, 'other');
  expect(requests.map(({ signal }) => signal.aborted)).toEqual([false]);
});

it('does not restart for the same value, nor outside the document', () => {
  const element = embed();
  element.setAttribute('data-key', 'bc_pk_x');
  expect(requests).toHaveLength(1);
  const loose = document.createElement('chat-widget');
  loose.setAttribute('data-key', 'bc_pk_x');
  loose.setAttribute('data-key', 'bc_pk_y');
  expect(requests).toHaveLength(1);
});
