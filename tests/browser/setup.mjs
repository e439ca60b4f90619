// The set-up of a file of browser tests: a browser and the servers it asks for. All of it is shut down after the last test.
import { after, test } from 'node:test';
import { useBrowser } from './harness.mjs';
import { LOCAL_BIN, startLocalServer } from './local-server.mjs';
import { startServers } from './screens.mjs';

/** `test` for files that need the real server. Skipped, with the reason, if its binary is missing. */
export const localTest = LOCAL_BIN
  ? test
  : (name) => test(name, { skip: 'BUBBLECHAT_LOCAL_BIN is not set' }, () => {});

/** The real server, by default without a demo tenant; `null` if its binary is missing. */
export const localServer = (options) =>
  LOCAL_BIN ? startLocalServer({ demo: false, ...options }) : null;

/** The servers for the walk over the dashboard's screens; `null` if their binary is missing. */
export const screenServers = () => (LOCAL_BIN ? startServers() : null);

/** `const [server, shop] = await setUp(localServer(), Site.start());` */
export async function setUp(...starting) {
  useBrowser();
  const started = await Promise.all(starting);
  after(() => Promise.all(started.map((server) => server?.stop())));
  return started;
}
