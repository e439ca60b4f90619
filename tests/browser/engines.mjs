// Walks through the widget in every engine that is installed: node engines.mjs. CI must have all of them.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runTests } from '../node/run.mjs';
import { engines, missing } from './engines/index.mjs';
import { insistOn } from './requirements.mjs';

insistOn('widget', 'dashboard', 'server');
for (const line of missing) console.error(line);
if (missing.length > 0 && process.env.CI) process.exit(2);
if (engines.length > 0) {
  const directory = new URL('./engines/', import.meta.url);
  const files = readdirSync(directory).filter((name) => name.endsWith('.test.mjs'));
  await runTests(files.map((name) => fileURLToPath(new URL(name, directory))));
}
