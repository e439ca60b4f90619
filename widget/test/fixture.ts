/** A conversation with a service that answers as a test says. */
import { expect } from 'vitest';
import type { Api } from '../src/api';
import { Conversation, type Message } from '../src/conversation';
import type { ChatRequest, ReplyEvent, StoredMessage } from '../src/protocol';
import { Memory } from '../src/session';

export type Answer = (request: ChatRequest, emit: (event: ReplyEvent) => void) => Promise<void>;

export const token = (content: string, id: number): ReplyEvent => ({ type: 'token', content, id });
export const start = (reply_id = 'r1'): ReplyEvent => ({
  type: 'start',
  protocol: 1,
  conversation_id: 'c',
  message_id: 'm',
  reply_id,
  ticket: '',
});
export const done: ReplyEvent = {
  type: 'done',
  status: 'complete',
  length: 0,
  metadata: { engine: 'main' },
};

export class Fixture {
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
