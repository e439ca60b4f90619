import { type Api, ApiError } from './api';
import { explainToOwner, type Problem, problemOf } from './problem';
import type { ChatRequest, ReplyEvent, StoredMessage } from './protocol';
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
}

export interface ConversationListener {
  /** A message is new or has changed. */
  changed(message: Message): void;
  removed(message: Message): void;
  /** A turn began or ended. */
  busy(busy: boolean): void;
}

/** One exchange; the reply's id and length belong to the attempt that is running. */
interface Turn {
  readonly question: Message;
  readonly answer: Message;
  readonly engine: string | undefined;
  /** Bytes of the reply that are shown. */
  received: number;
}

const encoder = new TextEncoder();
const SESSION = 'session';

const newMessage = (role: Message['role'], content: string, state: MessageState): Message => ({
  id: uuid(),
  role,
  content,
  state,
  status: '',
  problem: null,
});

/** One visitor's thread: what was said and what is under way. Knows nothing of the page. */
export class Conversation {
  readonly #api: Api;
  readonly #memory: Memory;
  readonly #listener: ConversationListener;
  readonly #turns = new Map<Message, Turn>();
  #running: Turn | null = null;

  constructor(api: Api, memory: Memory, listener: ConversationListener) {
    this.#api = api;
    this.#memory = memory;
    this.#listener = listener;
  }

  get busy(): boolean {
    return this.#running !== null;
  }

  /** Shows the thread of an earlier page again. */
  async restore(): Promise<void> {
    const session = this.#memory.get(SESSION);
    if (!session) return;
    const stored = await this.#api.conversation(session);
    for (const message of stored) this.#listener.changed(fromStore(message));
  }

  async send(text: string, engine?: string): Promise<void> {
    const question = newMessage('user', text, 'pending');
    const turn = { question, answer: newMessage('assistant', '', 'pending'), engine, received: 0 };
    this.#turns.set(question, turn).set(turn.answer, turn);
    await this.#run(turn);
  }

  /** Sends the same message again, under the same id, so that it is answered once. */
  async retry(message: Message): Promise<void> {
    const turn = this.#turns.get(message);
    if (turn && !this.busy) await this.#run(turn);
  }

  async #run(turn: Turn): Promise<void> {
    const { question, answer } = turn;
    this.#running = turn;
    this.#listener.busy(true);
    question.problem = answer.problem = null;
    question.state = 'pending';
    if (answer.state === 'failed') answer.state = 'streaming';
    this.#listener.changed(question);
    this.#listener.changed(answer);
    try {
      await this.#api.chat(this.#request(turn), (event) => this.#apply(turn, event));
      if (answer.state !== 'done') throw new ApiError('cut', 'The stream ended early.');
    } catch (error) {
      this.#fail(turn, error);
    } finally {
      this.#running = null;
      this.#listener.busy(false);
    }
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
      if (answer.id !== event.reply_id) {
        answer.id = event.reply_id;
        answer.content = '';
        turn.received = 0;
      }
    } else if (event.type === 'token') {
      this.#append(turn, event.end, event.content);
    } else if (event.type === 'done') {
      answer.state = 'done';
      answer.status = event.status;
    } else if (event.type === 'error') {
      throw new ApiError(event.code, event.message, event.retryable ? 503 : 400);
    }
    this.#listener.changed(answer);
  }

  /** Takes the part of a piece that is new: a repeated request replays from the start. */
  #append(turn: Turn, end: number, content: string): void {
    const bytes = encoder.encode(content);
    const known = turn.received - (end - bytes.length);
    if (known < 0) throw new ApiError('cut', 'A piece of the reply is missing.');
    if (end <= turn.received) return;
    turn.answer.content += known ? new TextDecoder().decode(bytes.subarray(known)) : content;
    turn.answer.state = 'streaming';
    turn.received = end;
  }

  #fail(turn: Turn, error: unknown): void {
    const problem = problemOf(error);
    if (problem.kind === 'refused') explainToOwner(error as ApiError);
    const { question, answer } = turn;
    if (answer.content) {
      answer.state = 'failed';
      answer.problem = problem;
      this.#listener.changed(answer);
      return;
    }
    answer.state = 'pending';
    this.#listener.removed(answer);
    question.state = 'failed';
    question.problem = problem;
    this.#listener.changed(question);
  }
}

function fromStore({ id, role, content, status }: StoredMessage): Message {
  return { id, role, content, status, state: 'done', problem: null };
}
