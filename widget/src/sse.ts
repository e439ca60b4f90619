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
  #line = '';
  #afterCarriageReturn = false;
  #first = true;
  #event = '';
  #data: string[] = [];
  #id = '';

  constructor(emit: (event: ServerSentEvent) => void) {
    this.#emit = emit;
  }

  push(chunk: string): void {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (code !== 10 && code !== 13) {
        this.#afterCarriageReturn = false;
        continue;
      }
      // The second half of a CRLF, which may have come with the next chunk, ends no further line.
      if (code === 10 && this.#afterCarriageReturn) {
        this.#afterCarriageReturn = false;
      } else {
        this.#endLine(this.#line + chunk.slice(start, at));
        this.#line = '';
        this.#afterCarriageReturn = code === 13;
      }
      start = at + 1;
    }
    this.#line += chunk.slice(start);
  }

  #endLine(raw: string): void {
    const line = this.#first && raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
    this.#first = false;
    if (line === '') this.#dispatch();
    else this.#field(line);
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value[0] === ' ') value = value.slice(1);
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#event = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
  }

  #dispatch(): void {
    if (this.#data.length > 0) {
      this.#emit({ event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id });
    }
    this.#event = '';
    this.#data = [];
    // Unlike an EventSource, an id counts for its own event only: every token carries one.
    this.#id = '';
  }
}
