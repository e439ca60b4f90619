import { sha256Hex } from './digest';
import type { ChatRequest, ReplyEvent, StoredMessage } from './protocol';
import { EventStreamParser, type ServerSentEvent } from './sse';

/** A refusal that the service explained, or `code: 'network'` when it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
    /** Seconds, from `Retry-After`. */
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

const encoder = new TextEncoder();

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

  /** No header of our own, so that a browser asks no preflight for it. */
  async config(): Promise<unknown> {
    const response = await this.#fetch(`/v1/widget/config?key=${encodeURIComponent(this.#key)}`);
    return response.json();
  }

  async conversation(session: string): Promise<StoredMessage[]> {
    const headers = { 'X-API-Key': this.#key, 'X-Session-Id': session };
    const response = await this.#fetch('/v1/conversation', { headers });
    return ((await response.json()) as { messages?: StoredMessage[] }).messages ?? [];
  }

  async chat(request: ChatRequest, emit: (event: ReplyEvent) => void): Promise<void> {
    const body = encoder.encode(JSON.stringify(request));
    const headers = {
      'Content-Type': 'application/json',
      'X-API-Key': this.#key,
      Accept: 'text/event-stream',
      'x-amz-content-sha256': await sha256Hex(body),
    };
    await this.#read(await this.#fetch('/v1/chat', { method: 'POST', headers, body }), emit);
  }

  async #read(response: Response, emit: (event: ReplyEvent) => void): Promise<void> {
    const parser = new EventStreamParser((event) => {
      const parsed = toReplyEvent(event);
      if (parsed) emit(parsed);
    });
    const decoder = new TextDecoder();
    try {
      const reader = response.body?.getReader();
      // Some pages wrap fetch in something that has no stream.
      if (!reader) return parser.push(await response.text());
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        parser.push(decoder.decode(value, { stream: true }));
      }
    } catch (cause) {
      throw cause instanceof ApiError ? cause : new ApiError('network', String(cause));
    }
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.#base + path, {
        ...init,
        signal: this.#signal,
        credentials: 'omit',
      });
    } catch (cause) {
      throw new ApiError('network', String(cause));
    }
    if (!response.ok) throw await toApiError(response);
    return response;
  }
}

async function toApiError(response: Response): Promise<ApiError> {
  const envelope = await response.json().catch(() => null);
  const { code, message } = envelope?.error ?? {};
  const wait = Number(response.headers.get('retry-after')) || 0;
  return new ApiError(
    code ?? `http_${response.status}`,
    message ?? response.statusText,
    response.status,
    wait,
  );
}

function toReplyEvent({ event, data, id }: ServerSentEvent): ReplyEvent | null {
  try {
    const fields = JSON.parse(data);
    if (event === 'token') {
      return { type: event, end: Number(id), content: String(fields.content) };
    }
    if (event === 'start' || event === 'done' || event === 'error')
      return { ...fields, type: event };
  } catch {
    // A frame we cannot read is skipped: a missing piece shows in the next token's id.
  }
  return null;
}
