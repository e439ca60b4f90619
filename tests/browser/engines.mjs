// Walks through the widget in every engine that is installed: node engines.mjs. CI must have all of them.
import { fileURLToPath } from 'node:url';
import { runTests } from '../node/run.mjs';
import { engines, missing } from './engines/index.mjs';
import { insistOn } from './requirements.mjs';

insistOn('widget', 'dashboard', 'server');
for (const line of missing) console.error(line);
if (missing.length > 0 && process.env.CI) process.exit(2);
if (engines.length > 0) {
  await runTests([fileURLToPath(new URL('./engines/walk.test.mjs', import.meta.url))]);
}
