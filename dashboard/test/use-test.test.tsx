// @vitest-environment jsdom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { line } from '~/preview/line';
import { useTest } from '~/tabs/engines/useTest';
import { tenant } from './settings';

const slow = { name: 'slow', provider: 'openai', model: 'o', first_byte_timeout_s: 300 } as const;
const quick = { ...slow, name: 'quick', first_byte_timeout_s: 5 };

let test: ReturnType<typeof useTest>;
let page: Root;
let disconnect: () => void;

function Tester() {
  test = useTest(tenant({ engines: [quick, slow] }));
  return null;
}

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.useFakeTimers();
  disconnect = line.connect(() => {});
  page = createRoot(document.body.appendChild(document.createElement('div')));
  await act(async () => page.render(<Tester />));
});

afterEach(async () => {
  await act(async () => page.unmount());
  disconnect();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (seconds: number) => act(async () => vi.advanceTimersByTime(seconds * 1000));

async function ask(engine: string) {
  await act(async () => test.run('Hello', engine));
  await act(async () => line.tell({ name: 'message', detail: { id: 'm', content: 'Hello' } }));
}

it('a test waits for as long as its engine may take, with its retry and its fallback', async () => {
  await ask('slow');
  await pass(2 * 300);
  expect(test.isRunning).toBe(true);
  await pass(120);
  expect(test.result).toMatchObject({ kind: 'failed', code: 'no_answer' });
});

it('a test of an engine that must begin soon is not waited for as long', async () => {
  await ask('quick');
  await pass(2 * 5 + 120);
  expect(test.isRunning).toBe(false);
});

it('a message that the preview does not take is given up within seconds', async () => {
  await act(async () => test.run('Hello', 'slow'));
  await pass(6);
  expect(test.result).toMatchObject({ kind: 'failed', code: 'preview_busy' });
});
