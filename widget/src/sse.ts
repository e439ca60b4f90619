/**
 * Parses server-sent events from text chunks that may be cut anywhere. Our own code because it is a
 * quarter of the size of eventsource-parser, which the tests compare it with. It ignores `retry:`: the
 * widget has its own back-off.
 */
export interface ServerSentEvent {
  event: string;
  data: string;
  id: string;
}

export class EventStreamParser {
  readonly #emit: (event: ServerSentEvent) => void;
  #rest = '';
  #fields: Record<string, string> = {};

  constructor(emit: (event: ServerSentEvent) => void) {
    this.#emit = emit;
  }

  push(chunk: string): void {
    // A CR at the end may be half of a CRLF, so its line waits for the next chunk.
    const lines = (this.#rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line) {
      const [, name = '', value = ''] = /^\ufeff?([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      const before = name === 'data' ? this.#fields[name] : undefined;
      this.#fields[name] = before === undefined ? value : `${before}\n${value}`;
      return;
    }
    // Unlike in an EventSource, an id applies only to its own event: every token carries one.
    const { event, data, id = '' } = this.#fields;
    this.#fields = {};
    if (data !== undefined) this.#emit({ event: event || 'message', data, id });
  }
}
