import { type Conversation, type Message, newMessage } from '../conversation';
import { problemOf } from '../problem';
import type { Rating, StoredMessage } from '../protocol';
import { type Memory, SESSION } from '../session';
import { halt, mend } from './mend';

/** Written when a turn ends, to notify the other tabs when the thread is kept on the device. */
const TURN = 'turn';

export interface History {
  /** Call when a turn has ended in this tab. */
  ended(question: Message): void;
}

/** Keeps the conversation in step with earlier pages and other tabs of the same thread. */
export function followThread(
  conversation: Conversation,
  memory: Memory,
  signal: AbortSignal,
): History {
  /** Whether another tab added to the thread while this one was busy. */
  let behind = false;
  const catchUp = (): void => {
    behind = !!conversation.running;
    if (!behind) void restore(conversation).catch(() => {});
  };
  const listen = ({ key }: StorageEvent): void => {
    if (key === memory.prefix + SESSION) {
      memory.fallback.delete(SESSION);
      conversation.clear();
    }
    if (key === memory.prefix + TURN) catchUp();
  };
  conversation.halt = (turn) => halt(conversation, turn);
  conversation.mend = (turn, broken, given) => mend(conversation, turn, broken, given);
  if (memory.mode === 'device') addEventListener('storage', listen, { signal });
  catchUp();
  return {
    ended({ id }) {
      if (memory.mode === 'device') memory.set(TURN, id);
      if (behind) catchUp();
    },
  };
}

/**
 * Shows the messages that the service has and this page lacks, and resumes a reply that is not
 * finished.
 */
export async function restore(conversation: Conversation): Promise<void> {
  const { session } = conversation;
  if (!session) return;
  const response = await conversation.api.call('GET', '/v1/conversation', session);
  const { messages = [] } = (await response.json()) as { messages?: StoredMessage[] };
  if (conversation.session !== session) return;
  const stored = messages.map(fromStore);
  const last = stored.at(-1);
  const silent = last?.role === 'assistant' && !last.content && !last.problem;
  const begun = last?.state === 'streaming' || silent;
  const unfinished = begun ? stored.pop() : undefined;
  const added = add(conversation, withFailures(conversation, stored));
  const question = stored.at(-1);
  if (question?.role === 'user' && added.includes(question) && !conversation.running) {
    const answer = unfinished ?? newMessage('assistant', '', 'pending');
    await conversation.run(conversation.recall(question, { ...answer, content: '' }));
  }
}

/**
 * Offers failed replies for another try. One without a word is dropped, and its question shows the
 * problem, as when the reply fails on this page.
 */
function withFailures(conversation: Conversation, stored: Message[]): Message[] {
  return stored.filter((answer, place) => {
    const question = stored[place - 1];
    const { problem, content } = answer;
    if (!problem || question?.role !== 'user') return true;
    conversation.recall(question, answer).over = true;
    const failed = content ? answer : question;
    failed.state = 'failed';
    failed.problem = problem;
    return failed === answer;
  });
}

/**
 * Shows the messages that are missing here, in the service's order. Messages sent from here in the
 * meantime, which may be stored by now, stay below older ones.
 */
function add(conversation: Conversation, stored: Message[]): Message[] {
  const places = new Map(stored.map(({ id }, place) => [id, place]));
  const here = [...conversation.messages];
  const known = new Set(here.map(({ id }) => id));
  const running = conversation.running?.question.id;
  const added = stored.filter(
    // The answer to the running question is already arriving; its id may not be known yet.
    ({ id }, place) => !known.has(id) && (!running || stored[place - 1]?.id !== running),
  );
  const placeOf = ({ id }: Message): number => places.get(id) ?? stored.length;
  for (const message of added) {
    const place = placeOf(message);
    const next = here.find((other) => placeOf(other) > place);
    conversation.show(message, next);
    if (next) moveBefore(next, conversation.messages);
  }
  return added;
}

/** Moves the last message before another. */
function moveBefore(next: Message, messages: Set<Message>): void {
  const all = [...messages];
  for (const later of all.slice(all.indexOf(next), -1)) {
    messages.delete(later);
    messages.add(later);
  }
}

function fromStore({ id, role, content, status, feedback, error }: StoredMessage): Message {
  const state = status === 'streaming' ? 'streaming' : 'done';
  const problem = error ? problemOf(error) : null;
  const rating = feedback?.rating ?? null;
  return { ...newMessage(role, content, state), id, status, problem, rating };
}

/** Rates a reply. Takes the rating back if the service refuses it. */
export async function rate(
  conversation: Conversation,
  message: Message,
  rating: Rating,
): Promise<void> {
  const before = message.rating;
  message.rating = rating;
  conversation.show(message);
  const path = `/v1/replies/${encodeURIComponent(message.id)}/feedback`;
  try {
    await conversation.api.call('PUT', path, conversation.session, { rating });
  } catch {
    message.rating = before;
    conversation.show(message);
  }
}

/** Deletes the thread here and on the server. */
export async function forget(conversation: Conversation): Promise<void> {
  const { api, session } = conversation;
  if (session) await api.call('DELETE', '/v1/conversation', session);
  conversation.reset();
}
