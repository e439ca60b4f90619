// Starts the real local server on free ports, with a data folder of its own unless one is named.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DASHBOARD_DIST, WIDGET_DIST } from './paths.mjs';

export const LOCAL_BIN = process.env.BUBBLECHAT_LOCAL_BIN;

/** How long a start may take before the run gives up, in ms. */
const PATIENCE = 60_000;

/** `store`: a data folder that is there already; `demo`: whether a demo tenant is made; `password`: the operator's, else made up. */
export async function startLocalServer({ store, demo = true, password } = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'bubblechat-'));
  const ready = path.join(data, 'ready.json');
  const free = '127.0.0.1:0';
  const written = readWhenThere(ready);
  // When the server ends instead, that is the error to show.
  written.catch(() => {});
  const child = spawn(
    LOCAL_BIN,
    ['--addr', free, '--console-addr', free].concat(
      demo ? ['--demo-addr', free] : ['--no-demo'],
      ['--data', store ?? path.join(data, 'store')],
      ['--edge', '--ready-file', ready],
      ['--widget-dir', fileURLToPath(WIDGET_DIST)],
      ['--dashboard-dir', fileURLToPath(DASHBOARD_DIST)],
    ),
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...(password && { BUBBLECHAT_ADMIN_PASSWORD: password }) },
    },
  );
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const exited = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', (error) => {
      log += error;
      resolve(error.code);
    });
  });
  const stop = async () => {
    child.kill();
    await exited;
    await rm(data, { recursive: true, force: true });
  };
  const addresses = await Promise.race([
    written,
    exited.then((code) => {
      throw new Error(`bubblechat-local ended with ${code}: ${log}`);
    }),
  ]);
  return { ...addresses, ...(password && { password }), stop };
}

/** The server moves the file into place, so that it is whole when it is there. */
async function readWhenThere(file) {
  const changes = watch(path.dirname(file), { signal: AbortSignal.timeout(PATIENCE) });
  for await (const { filename } of changes) {
    if (filename !== path.basename(file)) continue;
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text) return JSON.parse(text);
  }
}
