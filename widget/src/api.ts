import { sha256Hex } from './digest';
import { Problem, request } from './problem';
import type { ChatRequest, ReplyEvent } from './protocol';
import { EventStreamParser, type ServerSentEvent } from './sse';

/** The service sends a ping every 15 s: a longer silence, in ms, is a connection that has died. */
const LONGEST_SILENCE = 45_000;

const encoder = new TextEncoder();

export type EmitReply = (event: ReplyEvent) => void;

export class Api {
  readonly #base: string;
  readonly #key: string;
  readonly #signal: AbortSignal;

  /** `signal` ends every request when the widget goes. */
  constructor(base: string, key: string, signal: AbortSignal) {
    this.#base = base;
    this.#key = key;
    this.#signal = signal;
  }

  async chat(request: ChatRequest, emit: EmitReply, signal: AbortSignal): Promise<void> {
    await this.#read(await this.call('POST', '/v1/chat', '', request, signal), emit);
  }

  /** Goes on with a reply after its first `after` bytes. The ticket alone admits. */
  async follow(reply: string, ticket: string, after: number, emit: EmitReply, signal: AbortSignal) {
    const path = `/v1/replies/${encodeURIComponent(reply)}/stream`;
    const query = `?ticket=${encodeURIComponent(ticket)}&after=${after}`;
    await this.#read(await this.#fetch(path + query, { signal }), emit);
  }

  async stop(reply: string, session: string): Promise<void> {
    await this.call('POST', `/v1/replies/${encodeURIComponent(reply)}/stop`, session, {});
  }

  /** A request in the visitor's name. */
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
      headers['x-amz-content-sha256'] = await sha256Hex(body);
      init.body = body;
    }
    if (signal) init.signal = signal;
    return this.#fetch(path, init);
  }

  async #read(response: Response, emit: EmitReply): Promise<void> {
    const parser = new EventStreamParser((event) => {
      const parsed = toReplyEvent(event);
      if (parsed) emit(parsed);
    });
    const decoder = new TextDecoder();
    let watchdog = 0;
    try {
      const reader = response.body?.getReader();
      // Some pages wrap fetch in something that has no stream.
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

  #fetch(path: string, init: RequestInit): Promise<Response> {
    return request(this.#base + path, { ...init, signal: init.signal ?? this.#signal });
  }
}

function toReplyEvent({ event, data, id }: ServerSentEvent): ReplyEvent | null {
  try {
    const fields = JSON.parse(data);
    if (event === 'token') {
      return { type: event, id: Number(id), content: String(fields.content) };
    }
    if (event === 'start' || event === 'done' || event === 'error') {
      return { ...fields, type: event };
    }
  } catch {
    // A frame we cannot read is skipped: a missing piece shows in the next token's id.
  }
  return null;
}
