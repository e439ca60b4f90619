import type { Api, EmitReply } from './api';
import { ApiError } from './http';
import { explainToOwner, type Problem, problemOf } from './problem';
import type { ChatRequest, Rating, ReplyEvent, StoredMessage } from './protocol';
import { type Memory, uuid } from './session';

export type MessageState = 'pending' | 'streaming' | 'done' | 'failed';

export interface Message {
  id: string;
  readonly role: 'user' | 'assistant';
  content: string;
  state: MessageState;
  /** How a reply ended: `complete`, `truncated`, `stopped` or `interrupted`. */
  status: string;
  problem: Problem | null;
  rating: Rating | null;
  /** The engine that answered, once it has. */
  engine?: string | undefined;
  /** From the request to the first piece of the answer. */
  firstTokenMs?: number;
}

export interface ConversationListener {
  /** A message is new or has changed. */
  changed(message: Message): void;
  removed(message: Message): void;
  /** A turn began, or ended with its reply in whatever state. */
  began(question: Message): void;
  ended(question: Message, answer: Message): void;
}

/** One exchange. Id, ticket and length are those of the reply that is coming in. */
interface Turn {
  readonly question: Message;
  readonly answer: Message;
  readonly engine: string | undefined;
  ticket: string;
  /** When the answer was asked for, by the page's clock. */
  since: number;
  /** Bytes of the reply that are shown. */
  received: number;
}

/** Waits before each try to go on with a reply whose stream broke, in ms. */
const RESUME_AFTER = [300, 1000, 3000, 8000];

const SESSION = 'session';
const encoder = new TextEncoder();

export function newMessage(role: Message['role'], content: string, state: MessageState): Message {
  return { id: uuid(), role, content, state, status: '', problem: null, rating: null };
}

/** One visitor's thread: what was said and what is under way. Knows nothing of the page. */
export class Conversation {
  readonly #api: Api;
  readonly #memory: Memory;
  readonly #listener: ConversationListener;
  readonly #life: AbortSignal;
  readonly #turns = new Map<Message, Turn>();
  #attempt: AbortController | null = null;
  #running: Turn | null = null;

  constructor(api: Api, memory: Memory, listener: ConversationListener, life: AbortSignal) {
    this.#api = api;
    this.#memory = memory;
    this.#listener = listener;
    this.#life = life;
    life.addEventListener('abort', () => this.#attempt?.abort());
  }

  get busy(): boolean {
    return this.#running !== null;
  }

  /** Shows the thread of an earlier page again, and goes on with a reply that is not finished. */
  async restore(): Promise<void> {
    const session = this.#memory.get(SESSION);
    if (!session) return;
    const messages = (await this.#api.conversation(session)).map(fromStore);
    const last = messages.at(-1);
    const begun = last?.state === 'streaming' || (last?.role === 'assistant' && !last.content);
    const unfinished = begun ? messages.pop() : null;
    for (const message of messages) this.#listener.changed(message);
    const question = messages.at(-1);
    if (question?.role === 'user') {
      const answer = unfinished ?? newMessage('assistant', '', 'pending');
      await this.#run(this.#newTurn(question, { ...answer, content: '' }, undefined));
    }
  }

  async send(text: string, engine?: string): Promise<void> {
    const question = newMessage('user', text, 'pending');
    await this.#run(this.#newTurn(question, newMessage('assistant', '', 'pending'), engine));
  }

  /** Sends the same message again, under the same id, so that it is answered once. */
  async retry(message: Message): Promise<void> {
    const turn = this.#turns.get(message);
    if (turn && !this.busy) await this.#run(turn);
  }

  /** What was written so far stays. */
  async stop(): Promise<void> {
    const turn = this.#running;
    const attempt = this.#attempt;
    if (!turn) return;
    turn.answer.status = 'stopped';
    const session = this.#memory.get(SESSION) ?? '';
    // Before the reply has an id, or where the service cannot stop it, we only stop listening.
    if (turn.ticket) await this.#api.stop(turn.answer.id, session).catch(() => attempt?.abort());
    else attempt?.abort();
  }

  async rate(message: Message, rating: Rating): Promise<void> {
    const before = message.rating;
    message.rating = rating;
    this.#listener.changed(message);
    try {
      await this.#api.rate(message.id, this.#memory.get(SESSION) ?? '', rating);
    } catch {
      message.rating = before;
      this.#listener.changed(message);
    }
  }

  /** Deletes the thread on the server too. */
  async forget(): Promise<void> {
    const session = this.#memory.get(SESSION);
    if (session) await this.#api.forget(session);
    this.reset();
  }

  /** The next message begins a new thread. */
  reset(): void {
    this.#attempt?.abort();
    this.#turns.clear();
    this.#memory.delete(SESSION);
  }

  #newTurn(question: Message, answer: Message, engine: string | undefined): Turn {
    const turn = { question, answer, engine, ticket: '', since: 0, received: 0 };
    this.#turns.set(question, turn).set(answer, turn);
    return turn;
  }

  async #run(turn: Turn): Promise<void> {
    const { question, answer } = turn;
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#running = turn;
    turn.since = performance.now();
    question.problem = answer.problem = null;
    question.state = question.state === 'done' ? 'done' : 'pending';
    answer.state = answer.content ? 'streaming' : 'pending';
    answer.status = '';
    this.#listener.changed(question);
    this.#listener.changed(answer);
    this.#listener.began(question);
    try {
      await this.#receive(turn, attempt.signal);
    } catch (error) {
      if (!attempt.signal.aborted) this.#fail(turn, error);
    }
    if (this.#life.aborted || !this.#turns.has(question)) {
      this.#running = null;
      return;
    }
    if (attempt.signal.aborted) this.#cutShort(turn);
    this.#running = null;
    this.#listener.ended(question, answer);
  }

  /** Reads the reply to its end, through as many connections as that takes. */
  async #receive(turn: Turn, signal: AbortSignal): Promise<void> {
    const emit: EmitReply = (event) => this.#apply(turn, event);
    const { answer } = turn;
    let broken = await this.#unbroken(this.#api.chat(this.#request(turn), emit, signal), turn);
    for (const wait of RESUME_AFTER) {
      if (!broken || !turn.ticket || signal.aborted) break;
      await pause(wait, signal);
      const { ticket, received } = turn;
      broken = await this.#unbroken(
        this.#api.follow(answer.id, ticket, received, emit, signal),
        turn,
      );
    }
    if (broken) throw broken;
  }

  /** `null` once the reply has ended; otherwise what broke the stream. Refusals are thrown. */
  async #unbroken(stream: Promise<void>, { answer }: Turn): Promise<ApiError | null> {
    try {
      await stream;
    } catch (error) {
      if (error instanceof ApiError && error.status === 0) return error;
      throw error;
    }
    return answer.state === 'done' ? null : new ApiError('cut', 'The stream ended early.');
  }

  #request({ question, engine }: Turn): ChatRequest {
    let session = this.#memory.get(SESSION);
    if (!session) {
      session = uuid();
      this.#memory.set(SESSION, session);
    }
    return {
      session_id: session,
      message: question.content,
      message_id: question.id,
      ...(engine ? { engine } : {}),
      // Queries and fragments of the visitor's page may hold secrets of its own.
      page: { url: location.origin + location.pathname, title: document.title.slice(0, 200) },
    };
  }

  #apply(turn: Turn, event: ReplyEvent): void {
    const { question, answer } = turn;
    if (event.type === 'start') {
      question.state = 'done';
      this.#listener.changed(question);
      turn.ticket = event.ticket ?? turn.ticket;
      if (answer.id !== event.reply_id) {
        answer.id = event.reply_id;
        answer.content = '';
        turn.received = 0;
      }
    } else if (event.type === 'token') {
      append(turn, event.end, event.content);
    } else if (event.type === 'done') {
      answer.state = 'done';
      answer.status = event.status;
      answer.engine = event.metadata?.engine;
    } else if (event.type === 'error') {
      throw new ApiError(event.code, event.message, event.retryable ? 503 : 400);
    }
    this.#listener.changed(answer);
  }

  #cutShort({ question, answer }: Turn): void {
    question.state = answer.state = 'done';
    if (answer.content) this.#listener.changed(answer);
    else this.#listener.removed(answer);
  }

  #fail({ question, answer }: Turn, error: unknown): void {
    const problem = problemOf(error);
    if (problem.kind === 'refused') explainToOwner(error as ApiError);
    if (answer.content) {
      answer.state = 'failed';
      answer.problem = problem;
      this.#listener.changed(answer);
      return;
    }
    this.#listener.removed(answer);
    question.state = 'failed';
    question.problem = problem;
    this.#listener.changed(question);
  }
}

/** Takes the part of a piece that is new: a repeated request replays from the start. */
function append(turn: Turn, end: number, content: string): void {
  const bytes = encoder.encode(content);
  const known = turn.received - (end - bytes.length);
  if (known < 0) throw new ApiError('cut', 'A piece of the reply is missing.');
  if (end <= turn.received) return;
  turn.answer.content += known ? new TextDecoder().decode(bytes.subarray(known)) : content;
  turn.answer.state = 'streaming';
  turn.answer.firstTokenMs ??= Math.round(performance.now() - turn.since);
  turn.received = end;
}

/** Until the time is over and the browser is online, or the attempt is given up. */
function pause(wait: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      if (!navigator.onLine && !signal.aborted) return;
      clearTimeout(timer);
      window.removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, wait);
    window.addEventListener('online', go);
    signal.addEventListener('abort', go, { once: true });
  });
}

function fromStore({ id, role, content, status, feedback }: StoredMessage): Message {
  const state = status === 'streaming' ? 'streaming' : 'done';
  return { ...newMessage(role, content, state), id, status, rating: feedback?.rating ?? null };
}
