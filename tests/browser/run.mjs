// Runs the browser tests and ends with one line: "N passed, N failed".
import { existsSync, readdirSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
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

const counts = { passed: 0, failed: 0, skipped: 0 };
const isTest = ({ details }) => details?.type !== 'suite';
const stream = run({ files, concurrency: 1 })
  .on('test:pass', (data) => {
    if (isTest(data)) counts[data.skip === undefined ? 'passed' : 'skipped'] += 1;
  })
  .on('test:fail', (data) => {
    if (isTest(data)) counts.failed += 1;
  });
const report = stream.compose(spec);
report.pipe(process.stdout);
await finished(report);

if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
