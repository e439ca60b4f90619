import { encoder } from './bytes';
import { type LoadHash, sha256Hex } from './digest';
import { Problem, request } from './problem';
import type { ChatRequest, ReplyEvent } from './protocol';
import { EventStreamParser, type ServerSentEvent } from './sse';

/** In ms. The service sends a ping every 15 s, so after this long the connection is dead. */
const LONGEST_SILENCE = 45_000;

export type EmitReply = (event: ReplyEvent) => void;

export class Api {
  readonly #base: string;
  readonly #key: string;
  readonly #signal: AbortSignal;
  readonly #loadHash: LoadHash;

  /** `signal` aborts every request when the widget is removed. */
  constructor(base: string, key: string, signal: AbortSignal, loadHash: LoadHash) {
    this.#base = base;
    this.#key = key;
    this.#signal = signal;
    this.#loadHash = loadHash;
  }

  async chat(request: ChatRequest, emit: EmitReply, signal: AbortSignal): Promise<void> {
    await this.read(await this.call('POST', '/v1/chat', '', request, signal), emit);
  }

  /** Sends a request on the visitor's behalf. */
  async call(
    method: string,
    path: string,
    session: string,
    json?: object,
    signal?: AbortSignal,
  ): Promise<Response> {
    const headers: Record<string, string> = { 'X-API-Key': this.#key };
    if (session) headers['X-Session-Id'] = session;
    const init: RequestInit = { method, headers };
    if (json) {
      const body = encoder.encode(JSON.stringify(json));
      headers['Content-Type'] = 'application/json';
      headers.Accept = 'text/event-stream';
      headers['x-amz-content-sha256'] = await sha256Hex(body, this.#loadHash);
      init.body = body;
    }
    if (signal) init.signal = signal;
    return this.fetch(path, init);
  }

  /** Reads the events of a reply. */
  async read(response: Response, emit: EmitReply): Promise<void> {
    const parser = new EventStreamParser((event) => {
      const parsed = toReplyEvent(event);
      if (parsed) emit(parsed);
    });
    const decoder = new TextDecoder();
    let watchdog = 0;
    try {
      const reader = response.body?.getReader();
      // Some pages wrap fetch and lose the stream.
      if (!reader) return parser.push(await response.text());
      for (;;) {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => void reader.cancel(), LONGEST_SILENCE);
        const { done, value } = await reader.read();
        if (done) return;
        parser.push(decoder.decode(value, { stream: true }));
      }
    } catch (cause) {
      throw cause instanceof Problem ? cause : new Problem('offline', 'network', String(cause));
    } finally {
      clearTimeout(watchdog);
    }
  }

  fetch(path: string, init: RequestInit): Promise<Response> {
    return request(this.#base + path, { ...init, signal: init.signal ?? this.#signal });
  }
}

/** What the service says, whose kinds of events it alone knows. */
function toReplyEvent({ event, data, id }: ServerSentEvent): ReplyEvent | null {
  try {
    return { ...JSON.parse(data), type: event, id: Number(id) };
  } catch {
    // Skip an unreadable event: the next token's id reveals a missing piece.
    return null;
  }
}
