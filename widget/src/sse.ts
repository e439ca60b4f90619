/**
 * Server-sent events from text chunks, cut anywhere. Own code because it is a quarter of the size of
 * eventsource-parser, which the tests use as the oracle; `retry:` is left out, since the widget keeps
 * its own back-off.
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
    // A CR at the end may be half of a CRLF: its line waits for what follows.
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
    // Unlike an EventSource's, an id counts for its own event only: every token carries one.
    const { event, data, id = '' } = this.#fields;
    this.#fields = {};
    if (data !== undefined) this.#emit({ event: event || 'message', data, id });
  }
}
