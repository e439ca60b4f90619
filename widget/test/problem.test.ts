import { afterEach, expect, it, vi } from 'vitest';
import { type Problem, request } from '../src/problem';

afterEach(() => vi.unstubAllGlobals());

async function problemOf(answer: () => Promise<Response>): Promise<Problem> {
  vi.stubGlobal('fetch', answer);
  return request('https://chat.example', {}).then(
    () => Promise.reject(new Error('not refused')),
    (problem: Problem) => problem,
  );
}

it.each([
  [401, 'refused', false],
  [403, 'refused', false],
  // The chat works; this message has no answer.
  [409, 'unavailable', false],
  [422, 'unavailable', false],
  [429, 'limit', true],
  [500, 'unavailable', true],
  [503, 'unavailable', true],
])('a %i is %s to a visitor, worth a retry: %s', async (status, kind, retryable) => {
  const error = { code: 'some_code', message: 'Do this.', request_id: 'r' };
  const headers = { 'retry-after': '7' };
  const problem = await problemOf(async () => Response.json({ error }, { status, headers }));
  expect(problem).toMatchObject({
    code: error.code,
    message: error.message,
    kind,
    retryable,
    wait: 7,
  });
  expect(problem.broken).toBe(false);
});

it('distinguishes a failed connection from a refusal', async () => {
  const problem = await problemOf(async () => {
    throw new TypeError('Failed to fetch');
  });
  expect(problem).toMatchObject({ kind: 'offline', broken: true, retryable: true });
});

it('uses the status as the code when the answer is not from the service', async () => {
  const problem = await problemOf(async () => new Response('<html>', { status: 502 }));
  expect(problem).toMatchObject({ code: 'http_502', kind: 'unavailable', retryable: true });
});
