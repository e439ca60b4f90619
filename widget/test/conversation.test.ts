import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../src/api';
import { Conversation, type Message } from '../src/conversation';
import { restore } from '../src/extras/history';
import { Problem } from '../src/problem';
import type { ChatRequest, ReplyEvent, StoredMessage } from '../src/protocol';
import { Memory } from '../src/session';

type Answer = (request: ChatRequest, emit: (event: ReplyEvent) => void) => Promise<void>;

const token = (content: string, id: number): ReplyEvent => ({ type: 'token', content, id });
const start = (reply_id = 'r1'): ReplyEvent => ({
  type: 'start',
  protocol: 1,
  conversation_id: 'c',
  message_id: 'm',
  reply_id,
  ticket: '',
});
const done: ReplyEvent = {
  type: 'done',
  status: 'complete',
  length: 0,
  metadata: { engine: 'main' },
};

class Fixture {
  readonly requests: ChatRequest[] = [];
  /** In the order of the page. */
  readonly shown: Message[] = [];
  readonly memory = new Memory('bc_pk_t', 'none');
  readonly conversation: Conversation;

  constructor(
    answers: Answer[],
    /** What the service has stored of the thread. */
    readonly stored: StoredMessage[] = [],
  ) {
    const api = {
      call: async () => ({ json: async () => ({ messages: stored }) }),
      chat: async (request: ChatRequest, emit: (event: ReplyEvent) => void) => {
        this.requests.push(request);
        await answers[this.requests.length - 1]?.(request, emit);
      },
    } as unknown as Api;
    this.conversation = new Conversation(
      api,
      this.memory,
      {
        changed: (message, before) => {
          if (this.shown.includes(message)) return;
          this.shown.splice(before ? this.shown.indexOf(before) : this.shown.length, 0, message);
        },
        removed: (message) => this.shown.splice(this.shown.indexOf(message), 1),
        began: () => {},
        ended: () => {},
        cleared: () => {},
      },
      new AbortController().signal,
    );
  }

  get messages(): Message[] {
    expect([...this.conversation.messages]).toEqual(this.shown);
    return this.shown;
  }

  /** The texts on the page, from the top. */
  get said(): string[] {
    return this.messages.map(({ content }) => content);
  }
}

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
  await fixture.conversation.retry(question);
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
  await fixture.conversation.retry(answer);
  expect(answer).toMatchObject({ state: 'done', content: 'äbcd', problem: null });
});

it('starts over when a retry gets another reply', async () => {
  const fixture = new Fixture([
    async (_request, emit) => [start('r1'), token('old', 3)].forEach(emit),
    async (_request, emit) => [start('r2'), token('new', 3), done].forEach(emit),
  ]);
  await fixture.conversation.send('x');
  await fixture.conversation.retry(fixture.messages[1] as Message);
  expect(fixture.messages[1]).toMatchObject({ id: 'r2', content: 'new', state: 'done' });
});

it('treats a missing piece as a cut', async () => {
  const fixture = new Fixture([
    async (_request, emit) => [start(), token('a', 1), token('c', 3)].forEach(emit),
  ]);
  await fixture.conversation.send('x');
  expect(fixture.messages[1]).toMatchObject({ content: 'a', problem: { kind: 'cut' } });
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

it('names the origin to allow, in the console', async () => {
  const fixture = new Fixture([
    async () => {
      throw new Problem('refused', 'origin_not_allowed', 'No.', false);
    },
  ]);
  await fixture.conversation.send('x');
  expect(fixture.messages[0]?.problem).toMatchObject({ kind: 'refused', retryable: false });
  expect(vi.mocked(console.error).mock.lastCall?.[0]).toContain('Allow https://shop.example');
});

describe('a message sent before the thread was restored', () => {
  const message = (id: string, role: string, content: string) =>
    ({ id, role, content, status: 'complete', created_at: '' }) as StoredMessage;
  const earlier = [message('a', 'user', 'Hi'), message('b', 'assistant', 'Hello')];
  const answered: Answer = async (_request, emit) => {
    for (const event of [start(), token('Yes', 3), done]) emit(event);
  };

  const returning = (answer: Answer): Fixture => {
    const fixture = new Fixture([answer], [...earlier]);
    fixture.memory.set('session', 's');
    return fixture;
  };

  it('stays below it, stored or not', async () => {
    const fixture = returning(async () => {});
    await fixture.conversation.send('Open?');
    await restore(fixture.conversation);
    expect(fixture.said).toEqual(['Hi', 'Hello', 'Open?']);
  });

  it('stays below it when it was stored and answered in the meantime', async () => {
    const fixture = returning(answered);
    await fixture.conversation.send('Open?');
    const id = fixture.requests[0]?.message_id ?? '';
    fixture.stored.push(message(id, 'user', 'Open?'), message('r1', 'assistant', 'Yes'));
    await restore(fixture.conversation);
    expect(fixture.said).toEqual(['Hi', 'Hello', 'Open?', 'Yes']);
  });

  it('stays below it while it is being answered', async () => {
    const fixture = returning(async (request, emit) => {
      const id = request.message_id ?? '';
      fixture.stored.push(message(id, 'user', 'Open?'), message('r1', 'assistant', 'Ye'));
      await restore(fixture.conversation);
      await answered(request, emit);
    });
    await fixture.conversation.send('Open?');
    expect(fixture.said).toEqual(['Hi', 'Hello', 'Open?', 'Yes']);
  });
});

it('restores a stored thread only if there is a session', async () => {
  const stored = [
    { id: 'a', role: 'user', content: 'Hi', status: 'complete', created_at: '' },
    { id: 'b', role: 'assistant', content: 'Hello', status: 'complete', created_at: '' },
  ];
  const fixture = new Fixture([], stored as StoredMessage[]);
  await restore(fixture.conversation);
  expect(fixture.messages).toHaveLength(0);
  fixture.memory.set('session', 's');
  await restore(fixture.conversation);
  expect(fixture.messages[0]).toMatchObject({ id: 'a', content: 'Hi', state: 'done' });
});
