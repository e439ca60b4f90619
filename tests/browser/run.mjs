// Runs the browser tests and ends with the line that `cargo xtask test` reads.
import { existsSync, readdirSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { Counts } from '../count/node.mjs';
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

const counts = new Counts();
const stream = run({ files, concurrency: 1 })
  .on('test:pass', (data) => counts.add({ type: 'test:pass', data }))
  .on('test:fail', (data) => counts.add({ type: 'test:fail', data }));
const report = stream.compose(spec);
report.pipe(process.stdout);
await finished(report);

console.log(`${counts}`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
