import { afterEach, expect, test, vi } from 'vitest';
import { setPaused } from '~/tenants/home/pause';
import { tenant } from './settings';

// The page's origin, which the client reads when it loads. Node's own fetch types need no document.
vi.hoisted(() => Object.assign(globalThis, { location: new URL('https://console.example/') }));

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** Answers requests in this order, and records them. */
function answering(...answers: Response[]): Request[] {
  const sent: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    return answers.shift() ?? json(500, {});
  });
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

test('pausing saves the stored document with nothing else changed', async () => {
  const stored = tenant({ revision: 7, prompt: 'As stored.' });
  const sent = answering(json(200, stored), json(200, { ...stored, paused: true, revision: 8 }));
  expect((await setPaused('acme', true)).paused).toBe(true);
  expect(sent[1]?.headers.get('if-match')).toBe('"7"');
  expect(await sent[1]?.json()).toMatchObject({ paused: true, prompt: 'As stored.' });
});

test('if somebody saved in between, it is tried once more over that', async () => {
  const theirs = tenant({ revision: 8, prompt: 'Theirs.' });
  const conflict = { error: { code: 'conflict', message: 'changed' }, current: theirs };
  const sent = answering(
    json(200, tenant({ revision: 7 })),
    json(412, conflict),
    json(200, { ...theirs, paused: true }),
  );
  await setPaused('acme', true);
  expect(sent[2]?.headers.get('if-match')).toBe('"8"');
  expect(await sent[2]?.json()).toMatchObject({ prompt: 'Theirs.', paused: true });
});

test('a second conflict is reported', async () => {
  const conflict = () =>
    json(412, { error: { code: 'conflict', message: 'changed' }, current: tenant() });
  const sent = answering(json(200, tenant()), conflict(), conflict());
  await expect(setPaused('acme', true)).rejects.toMatchObject({ status: 412 });
  expect(sent).toHaveLength(3);
});
