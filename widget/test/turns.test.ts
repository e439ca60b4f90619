import { beforeEach, expect, it, vi } from 'vitest';
import type { Message } from '../src/conversation';
import { mend } from '../src/extras/mend';
import { retry } from '../src/extras/retry';
import { Problem } from '../src/problem';
import { done, Fixture, start, token, untilAborted } from './fixture';

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://shop.example', pathname: '/' });
  vi.stubGlobal('document', { title: 'A shop with a long name '.repeat(20) });
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('window', new EventTarget());
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

/** A conversation with a reply that has begun and stays open. */
async function begun(...next: ConstructorParameters<typeof Fixture>[0]) {
  let arrived = (): void => {};
  const open = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const fixture = new Fixture([
    async (_request, emit, signal) => {
      for (const event of [start(), token('a', 1)]) emit(event);
      arrived();
      await untilAborted(signal);
    },
    ...next,
  ]);
  const turn = fixture.conversation.send('x');
  await open;
  return { fixture, turn };
}

it('stops a reply at the service, which then ends it', async () => {
  let left = true;
  const fixture = new Fixture([
    async (_request, emit, signal) => {
      for (const event of [start(), token('a', 1)]) emit(event);
      fixture.respond = () => emit({ ...done, status: 'stopped' });
      await fixture.conversation.stop();
      left = signal.aborted;
    },
  ]);
  await fixture.conversation.send('x');
  expect(fixture.calls).toEqual([
    ['POST', '/v1/replies/r1/stop', fixture.conversation.session, {}],
  ]);
  expect(fixture.messages[1]).toMatchObject({ content: 'a', state: 'done', status: 'stopped' });
  expect(left).toBe(false);
});

it('stops listening without the extras, which tell the service', async () => {
  const { fixture, turn } = await begun();
  fixture.conversation.halt = null;
  await fixture.conversation.stop();
  await turn;
  expect(fixture.calls).toEqual([]);
  expect(fixture.messages[1]).toMatchObject({ content: 'a', state: 'done', status: 'stopped' });
});

it('stops listening if the service cannot stop a reply', async () => {
  const { fixture, turn } = await begun();
  fixture.respond = () => Promise.reject(new Problem('unavailable', 'not_found', 'No.'));
  await fixture.conversation.stop();
  await turn;
  expect(fixture.messages[1]).toMatchObject({ content: 'a', state: 'done', status: 'stopped' });
  expect(fixture.conversation.running).toBeNull();
  expect(fixture.ended).toHaveLength(1);
});

it('leaves no empty reply behind when it is stopped before it has begun', async () => {
  const fixture = new Fixture([(_request, _emit, signal) => untilAborted(signal)]);
  const turn = fixture.conversation.send('x');
  await fixture.conversation.stop();
  await turn;
  expect(fixture.calls).toEqual([]);
  expect(fixture.said).toEqual(['x']);
  expect(fixture.messages[0]).toMatchObject({ state: 'done', problem: null });
});

it('answers one question at a time', async () => {
  const { fixture, turn } = await begun();
  expect(fixture.conversation.running?.question.content).toBe('x');
  await retry(fixture.conversation, fixture.messages[0] as Message);
  expect(fixture.requests).toHaveLength(1);
  fixture.conversation.clear();
  await turn;
  expect(fixture.conversation.running).toBeNull();
});

it('shows nothing of a reply whose thread was emptied, and keeps the new one’s turn', async () => {
  let old = Promise.resolve();
  let isBusy = false;
  const { fixture, turn } = await begun(async (_request, emit) => {
    await old;
    isBusy = !!fixture.conversation.running;
    for (const event of [start('r2'), token('b', 1), done]) emit(event);
  });
  old = turn;
  const { session } = fixture.conversation;
  fixture.conversation.reset();
  expect(fixture.conversation.session).toBe('');
  await fixture.conversation.send('y');
  expect(isBusy).toBe(true);
  expect(fixture.said).toEqual(['y', 'b']);
  expect(fixture.ended.map(({ content }) => content)).toEqual(['b']);
  expect(fixture.requests[1]?.session_id).not.toBe(session);
});

it('reports nothing once the widget was removed', async () => {
  const { fixture, turn } = await begun();
  fixture.life.abort();
  await turn;
  expect(fixture.ended).toEqual([]);
  expect(console.error).not.toHaveBeenCalled();
});

it('sends the chosen engine, and of the page only its address and the start of its title', async () => {
  const fixture = new Fixture([]);
  await fixture.conversation.send('x', 'fast');
  const { engine, page } = fixture.requests[0] ?? {};
  expect(engine).toBe('fast');
  expect(page?.url).toBe('https://shop.example/');
  expect(page?.title).toHaveLength(200);
  await fixture.conversation.send('y');
  expect(fixture.requests[1]).not.toHaveProperty('engine');
});

it('resumes a broken reply after what has arrived, by its ticket alone', async () => {
  vi.useFakeTimers();
  const fixture = new Fixture([
    async (_request, emit) => [start('r1', 't1'), token('Grü', 4)].forEach(emit),
  ]);
  fixture.rests = [
    async (_after, emit) => emit(token('ß', 6)),
    async (_after, emit) => [token(' Gott', 11), done].forEach(emit),
  ];
  fixture.conversation.mend = (...broken) => mend(fixture.conversation, ...broken);
  const turn = fixture.conversation.send('x');
  await vi.runAllTimersAsync();
  await turn;
  vi.useRealTimers();
  expect(fixture.calls).toEqual([
    ['follow', 'r1', 't1', 4],
    ['follow', 'r1', 't1', 6],
  ]);
  expect(fixture.messages[1]).toMatchObject({ content: 'Grüß Gott', state: 'done' });
  expect(fixture.requests).toHaveLength(1);
});

it('sends a message again if its ticket has expired, and gives up after the last wait', async () => {
  vi.useFakeTimers();
  const cut = async () => {};
  const fixture = new Fixture([
    async (_request, emit) => [start('r1', 't1'), token('a', 1)].forEach(emit),
    async (_request, emit) => [start('r1', 't2'), token('ab', 2)].forEach(emit),
  ]);
  fixture.rests = [
    () => Promise.reject(new Problem('refused', 'invalid_ticket', 'Expired.', false)),
    cut,
    cut,
  ];
  fixture.conversation.mend = (...broken) => mend(fixture.conversation, ...broken);
  const turn = fixture.conversation.send('x');
  await vi.runAllTimersAsync();
  await turn;
  vi.useRealTimers();
  expect(fixture.calls.map(([, , ticket]) => ticket)).toEqual(['t1', 't2', 't2']);
  const [first, second] = fixture.requests;
  expect(second?.message_id).toBe(first?.message_id);
  expect(fixture.messages[1]).toMatchObject({ content: 'ab', state: 'failed' });
  expect(fixture.messages[1]?.problem?.kind).toBe('cut');
});

it('waits as long as the provider asks before a retry', async () => {
  const fixture = new Fixture([
    async (_request, emit) =>
      emit({
        type: 'error',
        code: 'provider_busy',
        message: 'm',
        retryable: true,
        retry_after_s: 12,
      }),
  ]);
  await fixture.conversation.send('Hi');
  expect(fixture.messages[0]?.problem?.wait).toBe(12);
});

it('never resumes a reply whose error the service has reported', async () => {
  const error = {
    type: 'error',
    code: 'provider_refused',
    message: 'No.',
    retryable: true,
  } as const;
  const fixture = new Fixture([
    async (_request, emit) => [start('r1', 't1'), token('a', 1), error].forEach(emit),
    async (_request, emit) => [start('r1', 't2'), token('a', 1), done].forEach(emit),
  ]);
  fixture.conversation.mend = vi.fn();
  await fixture.conversation.send('x');
  expect(fixture.conversation.mend).not.toHaveBeenCalled();
  await retry(fixture.conversation, fixture.messages[1] as Message);
  expect(fixture.calls).toEqual([]);
  expect(fixture.requests).toHaveLength(2);
});
