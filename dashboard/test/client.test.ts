import { afterEach, describe, expect, it, vi } from 'vitest';
import { api } from '~/api/client';
import { ApiError, explain } from '~/api/error';
import { finishSignIn, onSignInNeeded } from '~/api/session-gate';
import { tenant } from './settings';

// The page's origin, which the client reads when it loads. Node's own fetch types need no document.
vi.hoisted(() => Object.assign(globalThis, { location: new URL('https://console.example/') }));

const refused = (status: number, code: string, more: object = {}) =>
  Response.json({ error: { code, message: 'no', request_id: 'r-1' }, ...more }, { status });

function answer(...responses: Response[]) {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    requests.push(request);
    return responses.shift() ?? Response.error();
  });
  return requests;
}

const save = () =>
  api.PUT('/v1/admin/tenants/{slug}', {
    params: { path: { slug: 'acme' }, header: { 'If-Match': '"7"' } },
    body: { name: 'Acme' },
  });

afterEach(() => vi.unstubAllGlobals());

describe('the client', () => {
  it('confirms unsafe methods and hashes their bodies, even empty ones', async () => {
    const requests = answer(new Response(null, { status: 204 }), Response.json(tenant()));
    await api.POST('/v1/admin/logout');
    await save();
    const hashes = requests.map(({ headers }) => headers.get('x-amz-content-sha256'));
    expect(hashes).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '2e52492792c2f947fdc5ae0e84eaf1f9c30e49cb0cccd9d9246f2fd81e6cbaa3',
    ]);
    expect(requests.every(({ headers }) => headers.get('x-bubblechat') === '1')).toBe(true);
  });

  it('throws the error from the envelope', async () => {
    answer(refused(412, 'revision_conflict', { current: tenant({ revision: 8 }) }));
    const error = await save().catch((cause) => cause);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'revision_conflict', status: 412, requestId: 'r-1' });
    expect(error.current.revision).toBe(8);
  });

  it.each([
    [
      new Response('<h1>Bad Gateway</h1>', { status: 502, statusText: 'Bad Gateway' }),
      'Something went wrong on the server (502). Try again in a moment. If it keeps happening, tell your administrator.',
    ],
    [
      refused(500, 'internal'),
      'Something went wrong on the server (500). Try again in a moment. If it keeps happening, tell your administrator and mention request r-1.',
    ],
    [
      Response.json(
        { error: { code: 'slow_down', message: 'no' } },
        { status: 429, headers: { 'retry-after': '30' } },
      ),
      'Too many requests. Try again in 30 seconds.',
    ],
    [
      new Response('', { status: 403, statusText: 'Forbidden' }),
      'The request was refused without a reason (403).',
    ],
    [refused(409, 'slug_taken'), 'No.'],
  ])('says in words what to do: %#', async (response, words) => {
    answer(response);
    expect(explain(await save().catch((cause) => cause))).toBe(words);
  });

  it('distinguishes a lost connection from a refusal', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
    await expect(save()).rejects.toMatchObject({ code: 'network' });
  });

  it('waits for a new session, then repeats the request', async () => {
    const stop = onSignInNeeded((reason) => reason && setTimeout(() => finishSignIn(true)));
    const requests = answer(refused(401, 'session_expired'), Response.json(tenant()));
    await save();
    expect(requests).toHaveLength(2);
    expect(await requests[1]?.text()).toBe('{"name":"Acme"}');
    stop();
  });

  it.each([
    ['session_expired', 'expired'],
    ['not_signed_in', 'expired'],
    ['invalid_session', 'expired'],
    ['session_ended', 'ended'],
  ])('says why somebody has to sign in: %s', async (code, reason) => {
    const reasons: unknown[] = [];
    const stop = onSignInNeeded((next) => {
      reasons.push(next);
      if (next) setTimeout(() => finishSignIn(false));
    });
    answer(refused(401, code));
    await expect(save()).rejects.toMatchObject({ code });
    expect(reasons).toEqual([reason, null]);
    stop();
  });

  it('gives up if nobody signs in', async () => {
    const stop = onSignInNeeded((reason) => reason && setTimeout(() => finishSignIn(false)));
    answer(refused(401, 'session_expired'));
    await expect(save()).rejects.toMatchObject({ status: 401 });
    stop();
  });
});
