import type { Api, EmitReply } from './api';
import { encoder, uuid } from './bytes';
import { Problem, problemOf } from './problem';
import type { ChatRequest, Rating, ReplyEvent, ReplyStatus } from './protocol';
import { type Memory, SESSION } from './session';

export type MessageState = 'pending' | 'streaming' | 'done' | 'failed';

export interface Message {
  id: string;
  readonly role: 'user' | 'assistant';
  content: string;
  state: MessageState;
  /** How a reply ended. */
  status: ReplyStatus | '';
  problem: Problem | null;
  rating: Rating | null;
  /** The engine that answered; unknown until the reply is complete. */
  engine?: string | undefined;
  /** From the request to the first piece of the answer, in ms. */
  firstTokenMs?: number;
}

export interface ConversationListener {
  /** A message was added, possibly `before` another, or has changed. */
  changed(message: Message, before?: Message): void;
  removed(message: Message): void;
  /** A turn began, or ended with its reply in any state. */
  began(question: Message): void;
  ended(question: Message, answer: Message): void;
  /** The thread was emptied. */
  cleared(): void;
}

/** One exchange, with what is needed to resume its reply. */
export interface Turn {
  readonly question: Message;
  readonly answer: Message;
  readonly engine: string | undefined;
  /** Whether the service has accepted the message. */
  begun?: boolean;
  ticket?: string;
  /** When the answer was requested, by `performance.now()`. */
  since?: number;
  /** How many bytes of the reply are shown. */
  received: number;
  /** Whether the service has given the reply up. It only repeats one that has begun. */
  over?: boolean;
}

/** Follows a reply that the service is making; `undefined` if the message has to be sent. */
export type Follow = (
  turn: Turn,
  emit: EmitReply,
  signal: AbortSignal,
) => Promise<void> | undefined;

export function newMessage(role: Message['role'], content: string, state: MessageState): Message {
  return { id: uuid(), role, content, state, status: '', problem: null, rating: null };
}

/** A visitor's thread: its messages and the running turn. Knows nothing of the page. */
export class Conversation {
  readonly #memory: Memory;
  readonly #listener: ConversationListener;
  readonly #life: AbortSignal;
  /** By question and by answer. */
  readonly turns = new Map<Message, Turn>();
  /** All messages shown, oldest first. */
  readonly messages = new Set<Message>();
  /** Resumes a reply whose stream broke; `null` until the extras have loaded. */
  mend: ((turn: Turn, broken: Problem, signal: AbortSignal) => Promise<void>) | null = null;
  /** Tells the service to stop a reply, and returns whether it will; `null` until the extras have loaded. */
  halt: ((turn: Turn) => Promise<boolean>) | null = null;
  #attempt: AbortController | null = null;
  /** The turn whose answer is coming. */
  running: Turn | null = null;

  constructor(
    readonly api: Api,
    memory: Memory,
    listener: ConversationListener,
    life: AbortSignal,
  ) {
    this.#memory = memory;
    this.#listener = listener;
    this.#life = life;
    life.addEventListener('abort', () => this.#attempt?.abort());
  }

  /** Empty before the first message. */
  get session(): string {
    return this.#memory.get(SESSION) ?? '';
  }

  show(message: Message, before?: Message): void {
    this.messages.add(message);
    this.#listener.changed(message, before);
  }

  #remove(message: Message): void {
    this.messages.delete(message);
    this.#listener.removed(message);
  }

  async send(text: string, engine?: string): Promise<void> {
    const question = newMessage('user', text, 'pending');
    await this.run(this.recall(question, newMessage('assistant', '', 'pending'), engine));
  }

  /** The turn of a question, which the service may already have. */
  recall(question: Message, answer: Message, engine?: string): Turn {
    const turn: Turn = { question, answer, engine, received: 0 };
    this.turns.set(question, turn).set(answer, turn);
    return turn;
  }

  /** Stops the running reply. What has arrived of it stays. */
  async stop(): Promise<void> {
    const turn = this.running;
    const attempt = this.#attempt;
    if (!turn) return;
    turn.answer.status = 'stopped';
    // If the reply has no id yet, or the service cannot stop it, we just stop listening.
    if (!turn.begun || !(await this.halt?.(turn))) attempt?.abort();
  }

  /** Empties the thread. The next message starts a new one. */
  reset(): void {
    this.#memory.delete(SESSION);
    this.clear();
  }

  /** Empties the thread and keeps the session, which another tab has changed. */
  clear(): void {
    this.#attempt?.abort();
    this.running = null;
    this.turns.clear();
    for (const message of this.messages) this.#remove(message);
    this.#listener.cleared();
  }

  /** Requests the answer to a question. */
  async run(turn: Turn): Promise<void> {
    const { question, answer } = turn;
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.running = turn;
    turn.since = performance.now();
    question.problem = answer.problem = null;
    if (question.state !== 'done') question.state = 'pending';
    answer.state = answer.content ? 'streaming' : 'pending';
    answer.status = '';
    this.show(question);
    this.show(answer);
    this.#listener.began(question);
    try {
      const broken = await this.attempt(turn, attempt.signal);
      if (broken) {
        if (!this.mend) throw broken;
        await this.mend(turn, broken, attempt.signal);
      }
    } catch (error) {
      if (!attempt.signal.aborted) this.#fail(turn, error);
    }
    // A new thread may have started, with a turn of its own.
    if (this.running === turn) this.running = null;
    if (this.#life.aborted || !this.turns.has(question)) return;
    if (attempt.signal.aborted) this.#cutShort(turn);
    this.#listener.ended(question, answer);
  }

  /**
   * Asks for the reply, by another way than a new request if there is one. Returns `null` if it ended, or else what broke the
   * stream. Throws refusals.
   */
  async attempt(turn: Turn, signal: AbortSignal, follow?: Follow): Promise<Problem | null> {
    const { answer } = turn;
    const emit: EmitReply = (event) => this.#apply(turn, event);
    try {
      await (follow?.(turn, emit, signal) ?? this.api.chat(this.#request(turn), emit, signal));
    } catch (error) {
      // A ticket may have expired. Sending the message again leads back to its reply.
      if (error instanceof Problem && (error.broken || turn.ticket)) return error;
      throw error;
    }
    return answer.state === 'done' ? null : new Problem('cut', 'cut', 'The stream was cut.');
  }

  #request({ question, engine }: Turn): ChatRequest {
    if (!this.session) this.#memory.set(SESSION, uuid());
    return {
      session_id: this.session,
      message: question.content,
      message_id: question.id,
      ...(engine ? { engine } : {}),
      // The query and fragment of the page's address may contain secrets.
      page: { url: location.origin + location.pathname, title: document.title.slice(0, 200) },
    };
  }

  #apply(turn: Turn, event: ReplyEvent): void {
    const { question, answer } = turn;
    if (event.type === 'start') {
      question.state = 'done';
      turn.begun = true;
      this.show(question);
      turn.ticket = event.ticket;
      if (answer.id !== event.reply_id) {
        answer.id = event.reply_id;
        answer.content = '';
        turn.received = 0;
      }
    } else if (event.type === 'token') {
      append(turn, event.id, event.content);
    } else if (event.type === 'done') {
      answer.state = 'done';
      answer.status = event.status;
      answer.engine = event.metadata.engine;
    } else if (event.type === 'error') {
      turn.ticket = '';
      turn.over = true;
      throw problemOf(event);
    }
    this.show(answer);
  }

  #cutShort({ question, answer }: Turn): void {
    question.state = answer.state = 'done';
    if (answer.content) this.show(answer);
    else this.#remove(answer);
  }

  #fail({ question, answer }: Turn, problem: unknown): void {
    if (!(problem instanceof Problem)) throw problem;
    if (!problem.retryable) problem.explain();
    const failed = answer.content ? answer : question;
    if (failed === question) this.#remove(answer);
    failed.state = 'failed';
    failed.problem = problem;
    this.show(failed);
  }
}

/** Appends the new part of a piece: a repeated request replays the reply from its start. */
function append(turn: Turn, end: number, content: string): void {
  const bytes = encoder.encode(content);
  const known = turn.received - (end - bytes.length);
  if (known < 0) throw new Problem('cut', 'cut', 'The stream was cut.');
  if (end <= turn.received) return;
  turn.answer.content += known ? new TextDecoder().decode(bytes.subarray(known)) : content;
  turn.answer.state = 'streaming';
  turn.answer.firstTokenMs ??= Math.round(performance.now() - (turn.since ?? 0));
  turn.received = end;
}
