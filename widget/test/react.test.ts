// @vitest-environment jsdom
import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { ChatWidget } from '../src/react';

const props = { apiKey: 'bc_pk_x', apiUrl: 'https://chat.example', accentColor: '#123456' };

it('renders the element with its attributes, on a server too', () => {
  expect(renderToStaticMarkup(createElement(ChatWidget, { ...props, open: true }))).toBe(
    '<chat-widget data-key="bc_pk_x" data-api-url="https://chat.example" ' +
      'data-accent-color="#123456" data-open=""></chat-widget>',
  );
});

it('passes events to the current handlers until it unmounts', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  const [first, second, opened] = [vi.fn(), vi.fn(), vi.fn()];
  await act(async () => root.render(createElement(ChatWidget, { ...props, onReply: first })));
  await act(async () =>
    root.render(createElement(ChatWidget, { ...props, onReply: second, onOpen: opened })),
  );
  const element = document.querySelector('chat-widget');
  const detail = { id: 'r', content: 'Hi', status: 'complete' };
  element?.dispatchEvent(new CustomEvent('bubblechat:reply', { detail }));
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledWith(detail);
  element?.dispatchEvent(new CustomEvent('bubblechat:open', { detail: {} }));
  expect(opened).toHaveBeenCalledTimes(1);
  await act(async () => root.unmount());
  element?.dispatchEvent(new CustomEvent('bubblechat:reply', { detail }));
  expect(second).toHaveBeenCalledTimes(1);
  expect(document.querySelector('chat-widget')).toBeNull();
});

it('opens and closes the chat when its prop changes, and leaves it alone otherwise', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  const render = (open: boolean) =>
    act(async () => root.render(createElement(ChatWidget, { ...props, open })));
  await render(false);
  const element = document.querySelector('chat-widget');
  if (!element) throw new Error('nothing was rendered');
  const calls: string[] = [];
  element.open = () => void calls.push('open');
  element.close = () => void calls.push('close');
  await render(false);
  expect(calls).toEqual([]);
  await render(true);
  await render(true);
  await render(false);
  expect(calls).toEqual(['open', 'close']);
  await act(async () => root.unmount());
});
