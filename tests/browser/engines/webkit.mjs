// WebKitGTK: its WebDriver server and its own little browser, on a display that nobody sees.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from './webdriver.mjs';

/** How long a server may take to start, in ms. */
const PATIENCE = 30_000;

/** A port that was free a moment ago: the driver takes a number and says nothing when it is ready. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function start(command, args, options) {
  const child = spawn(command, args, options);
  const ended = once(child, 'exit').catch(() => {});
  return {
    child,
    failed: ended.then(() => {
      throw new Error(`${command} has ended`);
    }),
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** A display of its own. The server picks a free number and writes it to the fourth file. */
async function startDisplay(program) {
  const args = ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'];
  const server = start(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const written = once(server.child.stdio[3], 'data', { signal: AbortSignal.timeout(PATIENCE) });
  const [number] = await Promise.race([written, server.failed]);
  return { name: `:${String(number).trim()}`, stop: server.stop };
}

async function startDriver(driver, display) {
  const port = await freePort();
  const env = { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' };
  const server = start(driver, ['-p', String(port)], { stdio: 'ignore', env });
  const address = `http://127.0.0.1:${port}`;
  await Promise.race([listening(`${address}/status`), server.failed]);
  return { address, stop: server.stop };
}

async function listening(address) {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const response = await fetch(address).catch(() => null);
    if (response?.ok) return;
    if (performance.now() > end) throw new Error(`nothing listens at ${address}`);
    await new Promise(setImmediate);
  }
}

/** @returns {Promise<import('./driver.mjs').Browser>} */
export async function launch({ driver, display: program, miniBrowser }) {
  const display = await startDisplay(program);
  const server = await startDriver(driver, display.name);
  const browser = await connect(server.address, {
    'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
  });
  return {
    ...browser,
    async close() {
      await browser.close();
      await server.stop();
      await display.stop();
    },
  };
}
