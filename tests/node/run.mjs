// Runs tests of node:test for `cargo xtask test`: names a test that hangs, and fails for a file without tests.
//
//   node run.mjs FILE …
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { junit, spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

/** How long one test may take. */
const LIMIT_MS = 180_000;

/** Runs files one after the other, and sets the exit code. */
export async function runTests(files) {
  const running = new Set();
  const hang = new AbortController();
  const limit = setTimeout(() => hang.abort(), LIMIT_MS);
  let passed = 0;
  // Node.js reports files like tests.
  const isFile = (test) => path.resolve(test.name) === test.file;
  const fail = (text) => {
    console.error(text);
    process.exitCode = 1;
  };
  // The first two arrive at once, the others when all tests before them have ended.
  const events = run({ files, concurrency: 1, signal: hang.signal })
    .on('test:dequeue', (test) => !isFile(test) && running.add(test.name))
    .on('test:complete', (test) => {
      running.delete(test.name);
      limit.refresh();
    })
    .on('test:pass', (test) => {
      // A file with tests is not reported as passed.
      if (isFile(test)) fail(`${test.file} has no tests`);
      else passed += 1;
    })
    .on('test:fail', () => {
      process.exitCode = 1;
    });
  hang.signal.addEventListener('abort', () => fail(`hung: ${[...running].join(' > ')}`));
  events.compose(spec).pipe(process.stdout, { end: false });
  // Set by `cargo xtask test`.
  const folder = process.env.TEST_RESULTS;
  if (folder) events.compose(junit).pipe(createWriteStream(path.join(folder, 'node.xml')));
  await finished(events);
  clearTimeout(limit);
  if (passed === 0) fail('no test passed');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runTests(process.argv.slice(2));
