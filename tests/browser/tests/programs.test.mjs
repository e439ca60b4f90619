// The clients that the documentation shows (docs/clients), each run against a server that refuses what CloudFront would.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { request } from 'playwright-core';
import { admin, startSession } from '../dashboard.mjs';
import { LOCAL_BIN } from '../requirements.mjs';
import { localServer, setUp } from '../setup.mjs';

const FOLDER = new URL('../../../docs/clients/', import.meta.url);
/** What runs a client of this extension. The Rust one is built beside the server. */
const RUNNERS = {
  sh: ['sh'],
  py: ['python3'],
  mjs: [process.execPath],
  php: ['php'],
  go: ['go', 'run'],
  rs: [path.join(path.dirname(LOCAL_BIN ?? ''), 'examples/client')],
};

const [server] = await setUp(localServer({ demo: true }));
const operator = { request: await request.newContext() };
await startSession(operator, server);
const { key } = await admin(operator, server, 'POST', '/tenants/demo/keys', {
  name: 'Programs',
  kind: 'secret',
  scopes: ['chat'],
});
await operator.request.dispose();

function isThere(program) {
  const folders = path.isAbsolute(program) ? [''] : process.env.PATH.split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, program)));
}

/** Its exit code and its output. */
function run(extension, message, env) {
  const [program, ...flags] = RUNNERS[extension];
  const file = extension === 'rs' ? [] : [fileURLToPath(new URL(`chat.${extension}`, FOLDER))];
  return new Promise((resolve) => {
    const done = (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr });
    execFile(program, [...flags, ...file, message], { env: { ...process.env, ...env } }, done);
  });
}

test('each client of the documentation is tried', () => {
  const there = readdirSync(FOLDER).map((name) => name.replace('chat.', ''));
  assert.deepEqual(there.sort(), Object.keys(RUNNERS).sort());
});

for (const extension of Object.keys(RUNNERS)) {
  const [program] = RUNNERS[extension];
  const isMissing = !isThere(program);
  // In CI everything can be installed, so what is missing there is a fault.
  const skip = isMissing && !process.env.CI && `${path.basename(program)} is not installed`;

  test(`chat.${extension} prints the answer`, { skip }, async () => {
    const { code, stdout, stderr } = await run(extension, 'opening hours', {
      SITE: server.site,
      KEY: key,
    });
    assert.equal(code, 0, stderr);
    // The one in shell shows the events as they are.
    const text = extension === 'sh' ? contentOf(stdout) : stdout;
    assert.match(text, /six days a week/);
  });

  test(`chat.${extension} says why it was refused`, { skip }, async () => {
    const { code, stdout, stderr } = await run(extension, 'hi', {
      SITE: server.site,
      KEY: 'bc_sk_x',
    });
    assert.match(stdout + stderr, /The API key is incomplete/);
    assert.equal(code === 0, extension === 'sh');
  });
}

const contentOf = (events) =>
  [...events.matchAll(/^data: (\{"content".*)$/gm)]
    .map(([, data]) => JSON.parse(data).content)
    .join('');
