import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { mend } from '../src/extras/mend';
import { Problem } from '../src/problem';
import { type Answer, done, Fixture, start, token } from './fixture';

let browser: EventTarget;
let sent: number[];

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  browser = new EventTarget();
  sent = [];
  vi.stubGlobal('location', { origin: 'https://shop.example', pathname: '/' });
  vi.stubGlobal('document', { title: 'Shop' });
  vi.stubGlobal('window', browser);
  vi.spyOn(console, 'error').mockImplementation(() => {});
  setOnline(true);
});

afterEach(() => {
  vi.useRealTimers();
});

function setOnline(onLine: boolean): void {
  vi.stubGlobal('navigator', { onLine });
  if (onLine) browser.dispatchEvent(new Event('online'));
}

const unreachable: Answer = async () => {
  sent.push(Date.now());
  throw new Problem('offline', 'network', 'Failed to fetch');
};
const cutShort: Answer = async (_request, emit) => {
  sent.push(Date.now());
  for (const event of [start(), token('a', 1)]) emit(event);
};
const whole: Answer = async (_request, emit) => {
  sent.push(Date.now());
  for (const event of [start(), token('ab', 2), done]) emit(event);
};

function mending(...answers: Answer[]): Fixture {
  const fixture = new Fixture(answers);
  fixture.conversation.mend = (...broken) => mend(fixture.conversation, ...broken);
  void fixture.conversation.send('x');
  return fixture;
}

it('waits longer before each attempt, and gives up after the fourth', async () => {
  const fixture = mending(cutShort, cutShort, cutShort, cutShort, cutShort, whole);
  await vi.runAllTimersAsync();
  expect(sent).toEqual([0, 300, 1300, 4300, 12_300]);
  expect(fixture.messages[1]).toMatchObject({ content: 'a', state: 'failed' });
});

it('sends a message that never arrived once more', async () => {
  const fixture = mending(unreachable, unreachable, whole);
  await vi.runAllTimersAsync();
  expect(sent).toEqual([0, 300]);
  expect(fixture.messages[0]).toMatchObject({ state: 'failed', problem: { kind: 'offline' } });
});

it('reports a message that never arrived at once if the browser is offline', async () => {
  setOnline(false);
  const fixture = mending(unreachable, whole);
  await vi.advanceTimersByTimeAsync(0);
  expect(fixture.messages[0]?.state).toBe('failed');
  await vi.runAllTimersAsync();
  expect(sent).toEqual([0]);
});

it('resumes a reply at once when the browser is online again', async () => {
  const fixture = mending(cutShort, whole);
  setOnline(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([0]);
  setOnline(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([0, 60_000]);
  expect(fixture.messages[1]).toMatchObject({ content: 'ab', state: 'done' });
});

it('tries nothing more once the widget was removed, offline or not', async () => {
  const fixture = mending(cutShort, whole);
  await vi.advanceTimersByTimeAsync(100);
  setOnline(false);
  fixture.life.abort();
  await vi.advanceTimersByTimeAsync(0);
  expect(fixture.conversation.running).toBeNull();
  expect(sent).toEqual([0]);
  expect(vi.getTimerCount()).toBe(0);
});
