import { beforeEach, describe, expect, it, vi } from 'vitest';
import { restore } from '../src/extras/history';
import type { StoredMessage } from '../src/protocol';
import { type Answer, done, Fixture, start, token } from './fixture';

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://shop.example', pathname: '/' });
  vi.stubGlobal('document', { title: 'Shop' });
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
