// Runs the browser tests: all of them, or those whose file's name contains an argument.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runTests } from '../node/run.mjs';
import { DASHBOARD_DIST, WIDGET_DIST } from './paths.mjs';

const BUILT = {
  widget: new URL('widget.js', WIDGET_DIST),
  dashboard: new URL('index.html', DASHBOARD_DIST),
};
for (const [part, file] of Object.entries(BUILT)) {
  if (existsSync(file)) continue;
  console.error(`${part}/dist is missing. Build it first: cd ${part} && npm ci && npm run build`);
  process.exit(2);
}

const wanted = process.argv.slice(2);
const directory = new URL('./tests/', import.meta.url);
const files = readdirSync(directory)
  .filter((name) => name.endsWith('.test.mjs'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => fileURLToPath(new URL(name, directory)));

await runTests(files);
