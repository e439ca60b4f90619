import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamParser, type ServerSentEvent } from '../src/sse';

function parse(chunks: string[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const parser = new EventStreamParser((event) => events.push(event));
  for (const chunk of chunks) parser.push(chunk);
  return events;
}

function oracle(text: string): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data, id }) =>
      events.push({ event: event || 'message', data, id: id ?? '' }),
  });
  parser.feed(text);
  return events;
}

/** Streams as a server might write them, with all three line endings and some noise. */
const streams = fc
  .array(
    fc.oneof(
      fc.constantFrom('', '', ': ping', 'data', 'data:', 'data: {"content":"é😀"}', 'event: token'),
      fc.constantFrom('id: 42', 'id:7', 'retry: 10', 'unknown: x', 'data:  two spaces', 'event'),
      fc.string({ maxLength: 8 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
    ),
  )
  .chain((lines) =>
    fc
      .array(fc.constantFrom('\n', '\r\n', '\r'), {
        minLength: lines.length,
        maxLength: lines.length,
      })
      .map((ends) => lines.map((line, index) => line + ends[index]).join('')),
  );

describe('EventStreamParser', () => {
  it('reads what eventsource-parser reads', () => {
    // After a final lone CR, the library waits for an LF; ours does not have to.
    fc.assert(
      fc.property(streams, (text) => {
        expect(parse([`${text}\n`])).toEqual(oracle(`${text}\n`));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same events however the stream is cut', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 20 });
    fc.assert(
      fc.property(streams, cuts, (text, at) => {
        const places = [0, ...at.map((n) => n % (text.length + 1)), text.length];
        places.sort((a, b) => a - b);
        const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
        expect(parse(chunks)).toEqual(parse([text]));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same events however the bytes of a stream are cut', () => {
    const text = 'event: token\r\nid: 9\r\ndata: {"content":"déjà 😀 你好"}\r\n\r\n';
    const bytes = new TextEncoder().encode(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const decoder = new TextDecoder();
      const chunks = [bytes.subarray(0, cut), bytes.subarray(cut)];
      const decoded = chunks.map((chunk) => decoder.decode(chunk, { stream: true }));
      expect(parse(decoded)).toEqual(parse([text]));
    }
  });

  it('keeps an event back until its blank line', () => {
    expect(parse(['data: half\n'])).toEqual([]);
  });

  it('skips a byte order mark', () => {
    expect(parse(['\ufeff', 'data: x\n\n'])).toEqual([{ event: 'message', data: 'x', id: '' }]);
  });
});
