import { beforeEach, expect, it, vi } from 'vitest';
import type { Message } from '../src/conversation';
import { retry } from '../src/extras/retry';
import { Problem } from '../src/problem';
import type { ReplyEvent } from '../src/protocol';
import { done, Fixture, start, token } from './fixture';

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://shop.example', pathname: '/p', href: '?secret' });
  vi.stubGlobal('document', { title: 'Shop' });
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

it('shows a message and its streamed reply', async () => {
  const fixture = new Fixture([
    async (_request, emit) => {
      for (const event of [start(), token('Grüß', 6), token(' Gott', 11), done]) emit(event);
    },
  ]);
  await fixture.conversation.send('Hello');
  const [question, answer] = fixture.messages;
  expect(question).toMatchObject({ role: 'user', content: 'Hello', state: 'done' });
  expect(answer).toMatchObject({ id: 'r1', content: 'Grüß Gott', state: 'done' });
  expect(fixture.requests[0]?.page).toEqual({ url: 'https://shop.example/p', title: 'Shop' });
});

it('reports which engine answered, and the time to its first piece', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
  const after = (ms: number) => now.mockReturnValue(1000 + ms);
  const fixture = new Fixture([
    async (_request, emit) => {
      emit(start());
      after(412.4);
      emit(token('Yes', 3));
      after(900);
      emit(token('.', 4));
      emit(done);
    },
  ]);
  await fixture.conversation.send('Open?');
  expect(fixture.messages[1]).toMatchObject({ engine: 'main', firstTokenMs: 412 });
});

it('uses one session for the thread, created by the first message', async () => {
  const fixture = new Fixture([async () => {}, async () => {}]);
  expect(fixture.memory.get('session')).toBeNull();
  await fixture.conversation.send('one');
  await fixture.conversation.send('two');
  const [one, two] = fixture.requests;
  expect(one?.session_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(two?.session_id).toBe(one?.session_id);
  expect(two?.message_id).not.toBe(one?.message_id);
});

it('retries a refused message under the same id', async () => {
  const fixture = new Fixture([
    async () => {
      throw new Problem('limit', 'key_limit_reached', 'Slow down.', true, 24);
    },
    async (_request, emit) => {
      for (const event of [start(), token('Yes', 3), done]) emit(event);
    },
  ]);
  await fixture.conversation.send('Open?');
  const question = fixture.messages[0] as Message;
  expect(fixture.messages).toHaveLength(1);
  expect(question.problem).toMatchObject({
    kind: 'limit',
    code: 'key_limit_reached',
    retryable: true,
    wait: 24,
  });
  await retry(fixture.conversation, question);
  expect(fixture.requests[1]?.message_id).toBe(fixture.requests[0]?.message_id);
  expect(fixture.messages.map((message) => message.content)).toEqual(['Open?', 'Yes']);
  expect(question.problem).toBeNull();
});

it('shows a reply once when a retry replays it in different pieces', async () => {
  const fixture = new Fixture([
    async (_request, emit) => {
      for (const event of [start(), token('äb', 3)]) emit(event);
    },
    async (_request, emit) => {
      for (const event of [start(), token('äbc', 4), token('d', 5), done]) emit(event);
    },
  ]);
  await fixture.conversation.send('x');
  const answer = fixture.messages[1] as Message;
  expect(answer).toMatchObject({ state: 'failed', content: 'äb', problem: { kind: 'cut' } });
  await retry(fixture.conversation, answer);
  expect(answer).toMatchObject({ state: 'done', content: 'äbcd', problem: null });
});

it('starts over when a retry gets another reply', async () => {
  const fixture = new Fixture([
    async (_request, emit) => [start('r1'), token('old', 3)].forEach(emit),
    async (_request, emit) => [start('r2'), token('new', 3), done].forEach(emit),
  ]);
  await fixture.conversation.send('x');
  await retry(fixture.conversation, fixture.messages[1] as Message);
  expect(fixture.messages[1]).toMatchObject({ id: 'r2', content: 'new', state: 'done' });
});

it('asks anew for a reply that had begun and that the service has given up', async () => {
  const error: ReplyEvent = {
    type: 'error',
    code: 'provider_cut',
    message: 'Cut.',
    retryable: true,
  };
  const fixture = new Fixture([
    async (_request, emit) => [start('r1'), token('half', 4), error].forEach(emit),
    async (_request, emit) => [start('r2'), token('whole', 5), done].forEach(emit),
  ]);
  await fixture.conversation.send('x');
  await retry(fixture.conversation, fixture.messages[1] as Message);
  const [first, second] = fixture.requests;
  expect(second?.message_id).not.toBe(first?.message_id);
  expect(fixture.messages.map(({ content }) => content)).toEqual(['x', 'whole']);
});

it('treats a missing piece as a cut, even if the rest of the reply arrives', async () => {
  const fixture = new Fixture([
    async (_request, emit) => [start(), token('a', 1), token('c', 3), done].forEach(emit),
  ]);
  await fixture.conversation.send('x');
  expect(fixture.messages[1]).toMatchObject({
    content: 'a',
    state: 'failed',
    problem: { kind: 'cut' },
  });
});

it('shows nothing of a reply whose first piece is missing', async () => {
  const fixture = new Fixture([
    async (_request, emit) => [start(), token('b', 2), done].forEach(emit),
  ]);
  await fixture.conversation.send('x');
  expect(fixture.said).toEqual(['x']);
  expect(fixture.messages[0]).toMatchObject({ state: 'failed', problem: { kind: 'cut' } });
});

it('retries a question as delivered only if the service has it', async () => {
  const states: string[] = [];
  const fixture = new Fixture([
    async () => {
      throw new Problem('offline', 'network', 'Failed to fetch');
    },
    async (_request, emit) => {
      states.push(question.state);
      for (const event of [start(), token('a', 1)]) emit(event);
    },
    async () => {
      states.push(question.state);
    },
  ]);
  await fixture.conversation.send('x');
  const question = fixture.messages[0] as Message;
  await retry(fixture.conversation, question);
  await retry(fixture.conversation, fixture.messages[1] as Message);
  expect(states).toEqual(['pending', 'done']);
});

it.each([true, false])('offers a retry where the reply’s error says so: %s', async (retryable) => {
  const error: ReplyEvent = { type: 'error', code: 'provider_refused', message: 'No.', retryable };
  const fixture = new Fixture([async (_request, emit) => [start(), error].forEach(emit)]);
  await fixture.conversation.send('x');
  const { code, kind, retryable: offered } = fixture.messages[0]?.problem ?? {};
  expect({ code, kind, offered }).toEqual({
    code: 'provider_refused',
    kind: 'unavailable',
    offered: retryable,
  });
});

it('repeats in the console what the service advises', async () => {
  const fixture = new Fixture([
    async () => {
      throw new Problem('refused', 'origin_not_allowed', 'Add the origin.', false);
    },
  ]);
  await fixture.conversation.send('x');
  expect(fixture.messages[0]?.problem).toMatchObject({ kind: 'refused', retryable: false });
  expect(vi.mocked(console.error).mock.lastCall?.[0]).toBe(
    'BubbleChat: origin_not_allowed. Add the origin.',
  );
});
