/** A conversation with a service that answers as a test says. */
import { expect } from 'vitest';
import type { Api } from '../src/api';
import { Conversation, type Message } from '../src/conversation';
import { halt } from '../src/extras/mend';
import { Problem } from '../src/problem';
import type { ChatRequest, ReplyEvent, SessionMode, StoredMessage } from '../src/protocol';
import { Memory } from '../src/session';

type Emit = (event: ReplyEvent) => void;
export type Answer = (request: ChatRequest, emit: Emit, signal: AbortSignal) => Promise<void>;
/** The rest of a reply, after so many bytes of it. */
type Rest = (after: number, emit: Emit) => Promise<void>;

export const token = (content: string, id: number): ReplyEvent => ({ type: 'token', content, id });
export const start = (reply_id = 'r1', ticket = ''): ReplyEvent => ({
  type: 'start',
  protocol: 1,
  conversation_id: 'c',
  message_id: 'm',
  reply_id,
  ticket,
});
export const done: Extract<ReplyEvent, { type: 'done' }> = {
  type: 'done',
  status: 'complete',
  length: 0,
  metadata: { engine: 'main' },
};

/** A stream that stays open until its reader leaves. */
export const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const leave = (): void => reject(new Problem('offline', 'network', 'aborted'));
    signal.addEventListener('abort', leave);
  });

const FOLLOWED = /^\/v1\/replies\/(.*)\/stream\?ticket=(.*)&after=(\d+)$/;

export class Fixture {
  readonly requests: ChatRequest[] = [];
  /** The other calls: method, path, session and body, or what is followed. */
  readonly calls: unknown[][] = [];
  /** Whether a call other than a message is refused, or what happens before it is answered. */
  respond: () => Promise<void> | void = () => {};
  rests: Rest[] = [];
  /** The questions whose turns have begun, and the replies that have ended. */
  readonly began: Message[] = [];
  readonly ended: Message[] = [];
  readonly life = new AbortController();
  /** In the order of the page. */
  readonly shown: Message[] = [];
  readonly memory: Memory;
  readonly conversation: Conversation;

  constructor(
    answers: Answer[],
    /** What the service has stored of the thread. */
    readonly stored: StoredMessage[] = [],
    mode: SessionMode = 'none',
  ) {
    this.memory = new Memory('bc_pk_t', mode);
    const api = {
      call: async (...call: unknown[]) => {
        this.calls.push(call);
        await this.respond();
        return { json: async () => ({ messages: stored }) };
      },
      chat: async (request: ChatRequest, emit: Emit, signal: AbortSignal) => {
        // As fetch does.
        if (signal.aborted) throw new Problem('offline', 'network', 'aborted');
        this.requests.push(request);
        await answers[this.requests.length - 1]?.(request, emit, signal);
      },
      fetch: async (path: string) => {
        const [, reply, ticket, after] = FOLLOWED.exec(path) ?? [];
        this.calls.push(['follow', reply, ticket, Number(after)]);
        return Number(after);
      },
      read: async (after: number, emit: Emit) => this.rests.shift()?.(after, emit),
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
        began: (question) => this.began.push(question),
        ended: (_question, answer) => this.ended.push(answer),
        cleared: () => {},
      },
      this.life.signal,
    );
    this.conversation.halt = (turn) => halt(this.conversation, turn);
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
