// The set-up of a file of browser tests: a browser and the servers it asks for. All of it is shut down after the last test.
import { after } from 'node:test';
import { useBrowser } from './harness.mjs';
import { startLocalServer } from './local-server.mjs';

/** The real server, by default without a demo tenant. */
export const localServer = (options) => startLocalServer({ demo: false, ...options });

/** `const [server, shop] = await setUp(localServer(), Site.start());` */
export async function setUp(...starting) {
  useBrowser();
  const started = await Promise.all(starting);
  after(() => Promise.all(started.map((server) => server.stop())));
  return started;
}
