import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../src/conversation';
import { followThread, forget, rate, restore } from '../src/extras/history';
import { retry } from '../src/extras/retry';
import { Problem } from '../src/problem';
import type { StoredMessage } from '../src/protocol';
import { type Answer, done, Fixture, start, token } from './fixture';

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://shop.example', pathname: '/' });
  vi.stubGlobal('document', { title: 'Shop' });
});

const stored = (id: string, role: string, content: string, status = 'complete') =>
  ({ id, role, content, status, created_at: '' }) as StoredMessage;

const refusal = () => Promise.reject(new Problem('unavailable', 'not_found', 'No.'));

describe('a message sent before the thread was restored', () => {
  const earlier = [stored('a', 'user', 'Hi'), stored('b', 'assistant', 'Hello')];
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
    fixture.stored.push(stored(id, 'user', 'Open?'), stored('r1', 'assistant', 'Yes'));
    await restore(fixture.conversation);
    expect(fixture.said).toEqual(['Hi', 'Hello', 'Open?', 'Yes']);
  });

  it('stays below it while it is being answered', async () => {
    const fixture = returning(async (request, emit, signal) => {
      const id = request.message_id ?? '';
      fixture.stored.push(stored(id, 'user', 'Open?'), stored('r1', 'assistant', 'Ye'));
      await restore(fixture.conversation);
      await answered(request, emit, signal);
    });
    await fixture.conversation.send('Open?');
    expect(fixture.said).toEqual(['Hi', 'Hello', 'Open?', 'Yes']);
  });
});

it('restores a stored thread only if there is a session', async () => {
  const rated = { ...stored('b', 'assistant', 'Hello'), feedback: { rating: 'up' } };
  const thread = [stored('a', 'user', 'Hi'), rated as StoredMessage];
  const fixture = new Fixture([], thread);
  await restore(fixture.conversation);
  expect(fixture.calls).toEqual([]);
  expect(fixture.messages).toHaveLength(0);
  fixture.memory.set('session', 's');
  await restore(fixture.conversation);
  expect(fixture.calls).toEqual([['GET', '/v1/conversation', 's']]);
  expect(fixture.messages[0]).toMatchObject({
    id: 'a',
    content: 'Hi',
    state: 'done',
    rating: null,
  });
  expect(fixture.messages[1]).toMatchObject({ id: 'b', rating: 'up' });
});

it('shows nothing of a thread that was left while it was fetched', async () => {
  const fixture = new Fixture([], [stored('a', 'user', 'Hi')]);
  fixture.memory.set('session', 's');
  fixture.respond = () => fixture.conversation.reset();
  await restore(fixture.conversation);
  expect(fixture.said).toEqual([]);
});

describe('a stored question whose reply is not finished', () => {
  const again: Answer = async (_request, emit) => {
    for (const event of [start('r1'), token('Hello', 5), done]) emit(event);
  };
  const asked = stored('a', 'user', 'Hi');

  it.each([
    ['has begun', [asked, stored('r1', 'assistant', 'He', 'streaming')]],
    ['has said nothing yet', [asked, stored('r1', 'assistant', '', 'pending')]],
    ['is not stored yet', [asked]],
  ])('is asked again under its id if the reply %s', async (_what, thread) => {
    const fixture = new Fixture([again], thread);
    fixture.memory.set('session', 's');
    await restore(fixture.conversation);
    expect(fixture.requests.map(({ message_id }) => message_id)).toEqual(['a']);
    expect(fixture.said).toEqual(['Hi', 'Hello']);
  });

  it('is not asked again if its reply is complete, or if it is known here', async () => {
    const fixture = new Fixture([again, again], [asked, stored('b', 'assistant', 'Hello')]);
    fixture.memory.set('session', 's');
    await restore(fixture.conversation);
    fixture.stored.pop();
    await restore(fixture.conversation);
    expect(fixture.requests).toEqual([]);
  });

  it('is not asked again while another question is being answered', async () => {
    const fixture = new Fixture([
      async (_request, emit) => {
        await restore(fixture.conversation);
        for (const event of [start('r2'), token('Yes', 3), done]) emit(event);
      },
    ]);
    fixture.stored.push(asked);
    await fixture.conversation.send('Open?');
    expect(fixture.requests).toHaveLength(1);
    expect(fixture.said).toEqual(['Hi', 'Open?', 'Yes']);
  });
});

describe('a stored reply that failed', () => {
  const asked = stored('a', 'user', 'Hi');
  const failed = (content: string, retryable = true): StoredMessage => ({
    ...stored('r1', 'assistant', content, 'interrupted'),
    error: { code: 'provider_busy', message: 'Later.', retryable, retry_after_s: 12 },
  });
  const returning = async (...thread: StoredMessage[]): Promise<Fixture> => {
    const again: Answer = async (_request, emit) => {
      for (const event of [start('r1'), token('Héllo', 6), done]) emit(event);
    };
    const fixture = new Fixture([again], thread);
    fixture.memory.set('session', 's');
    await restore(fixture.conversation);
    return fixture;
  };
  const problem = { code: 'provider_busy', retryable: true, wait: 12 };

  it('without a word leaves its problem at the question', async () => {
    const fixture = await returning(asked, failed(''));
    expect(fixture.said).toEqual(['Hi']);
    expect(fixture.messages[0]).toMatchObject({ id: 'a', state: 'failed', problem });
  });

  it('keeps what it said, with its problem', async () => {
    const fixture = await returning(asked, failed('Hé'));
    expect(fixture.said).toEqual(['Hi', 'Hé']);
    expect(fixture.messages[0]?.problem).toBeNull();
    expect(fixture.messages[1]).toMatchObject({ state: 'failed', problem });
  });

  it('before its first word is asked for again under the same id, when the visitor wants it', async () => {
    const fixture = await returning(asked, failed(''));
    expect(fixture.requests).toEqual([]);
    await retry(fixture.conversation, fixture.messages.at(-1) as Message);
    expect(fixture.requests.map(({ message_id }) => message_id)).toEqual(['a']);
    expect(fixture.said).toEqual(['Hi', 'Héllo']);
  });

  it('after its first word is replaced by the answer to a new message', async () => {
    const fixture = await returning(asked, failed('Hé, by'));
    await retry(fixture.conversation, fixture.messages.at(-1) as Message);
    const [request] = fixture.requests;
    expect(request).toMatchObject({ message: 'Hi' });
    expect(request?.message_id).not.toBe('a');
    expect(fixture.said).toEqual(['Hi', 'Héllo']);
  });

  it('is worth no retry if the service says so', async () => {
    const fixture = await returning(asked, failed('', false));
    expect(fixture.messages[0]?.problem?.retryable).toBe(false);
  });

  it('shows its problem in the middle of a thread too', async () => {
    const more = [stored('b', 'user', 'Open?'), stored('r2', 'assistant', 'Yes')];
    const fixture = await returning(asked, failed(''), ...more);
    expect(fixture.said).toEqual(['Hi', 'Open?', 'Yes']);
    expect(fixture.messages[0]).toMatchObject({ state: 'failed', problem });
  });
});

describe('another tab of the device', () => {
  let tell: (key: string) => void;

  const follow = (fixture: Fixture) => {
    vi.stubGlobal('addEventListener', (type: string, listen: (event: object) => void) => {
      tell = (name) => listen({ type, key: `bubblechat:bc_pk_t:${name}` });
    });
    const { conversation, memory, life } = fixture;
    return followThread(conversation, memory, life.signal);
  };
  const shared = (...answers: Answer[]): Fixture => {
    const fixture = new Fixture(answers, [], 'device');
    fixture.memory.set('session', 's');
    return fixture;
  };

  it('starts a new thread here too', async () => {
    const fixture = shared();
    fixture.stored.push(stored('a', 'user', 'Hi'), stored('b', 'assistant', 'Hello'));
    follow(fixture);
    await vi.waitFor(() => expect(fixture.said).toEqual(['Hi', 'Hello']));
    tell('session');
    expect(fixture.said).toEqual([]);
    expect(fixture.conversation.session).toBe('');
  });

  it('adds its turn here, at once or after the running one', async () => {
    const fixture = shared(async (_request, emit) => {
      tell('turn');
      for (const event of [start(), token('Yes', 3), done]) emit(event);
    });
    const { ended } = follow(fixture);
    fixture.stored.push(stored('a', 'user', 'Hi'), stored('b', 'assistant', 'Hello'));
    tell('turn');
    await vi.waitFor(() => expect(fixture.said).toEqual(['Hi', 'Hello']));
    const before = fixture.calls.length;
    await fixture.conversation.send('Open?');
    expect(fixture.calls).toHaveLength(before);
    const question = fixture.messages[2] as Message;
    ended(question);
    expect(fixture.calls).toHaveLength(before + 1);
    expect(fixture.memory.get('turn')).toBe(question.id);
    ended(question);
    expect(fixture.calls).toHaveLength(before + 1);
  });

  it('is not heard in a thread of one tab', () => {
    const fixture = new Fixture([], []);
    const listen = vi.fn();
    vi.stubGlobal('addEventListener', listen);
    const { ended } = followThread(fixture.conversation, fixture.memory, fixture.life.signal);
    expect(listen).not.toHaveBeenCalled();
    ended({ id: 'q' } as Message);
    expect(fixture.memory.get('turn')).toBeNull();
  });
});

describe('a rating', () => {
  const rated = async (refused: boolean) => {
    const fixture = new Fixture([], [stored('r/1', 'assistant', 'Hello')]);
    fixture.memory.set('session', 's');
    await restore(fixture.conversation);
    if (refused) fixture.respond = refusal;
    const message = fixture.messages[0] as Message;
    message.rating = 'down';
    const sending = rate(fixture.conversation, message, 'up');
    expect(message.rating).toBe('up');
    await sending;
    return { fixture, message };
  };

  it('shows at once and is sent', async () => {
    const { fixture, message } = await rated(false);
    expect(message.rating).toBe('up');
    const sent = ['PUT', '/v1/replies/r%2F1/feedback', 's', { rating: 'up' }];
    expect(fixture.calls.at(-1)).toEqual(sent);
  });

  it('is taken back if it is refused', async () => {
    const { message } = await rated(true);
    expect(message.rating).toBe('down');
  });
});

describe('deleting the thread', () => {
  it('deletes it at the service first, and stays if that is refused', async () => {
    const fixture = new Fixture([], []);
    await forget(fixture.conversation);
    expect(fixture.calls).toEqual([]);
    fixture.memory.set('session', 's');
    fixture.respond = refusal;
    await expect(forget(fixture.conversation)).rejects.toThrow('No.');
    expect(fixture.conversation.session).toBe('s');
    fixture.respond = () => {};
    await forget(fixture.conversation);
    expect(fixture.calls.at(-1)).toEqual(['DELETE', '/v1/conversation', 's']);
    expect(fixture.conversation.session).toBe('');
  });
});
