// Runs tests of node:test for `cargo xtask test`: names a test that hangs, and fails for a file without tests.
//
//   node run.mjs FILE …
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { junit, spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

/** How long all tests of a file may take together. */
const FILE_LIMIT_MS = 300_000;

/** Runs files, so many at a time, and sets the exit code. */
export async function runTests(files, concurrency = 1) {
  const running = new Set();
  let passed = 0;
  const fail = (text) => {
    console.error(text);
    process.exitCode = 1;
  };
  const id = ({ file, name, nesting }) => `${path.basename(file ?? '')}: ${'> '.repeat(nesting)}${name}`;
  const events = run({ files, concurrency, timeout: FILE_LIMIT_MS })
    .on('test:dequeue', (test) => test.name !== test.file && running.add(id(test)))
    .on('test:complete', (test) => running.delete(id(test)))
    .on('test:pass', (test) => {
      // Node.js reports a file without tests as a passed test.
      if (test.name === test.file) fail(`${test.file} has no tests`);
      else passed += 1;
    })
    .on('test:fail', (test) => {
      process.exitCode = 1;
      if (test.details.error?.failureType !== 'testTimeoutFailure') return;
      const hung = [...running].filter((name) => name.startsWith(`${path.basename(test.file)}: `));
      fail(`after ${FILE_LIMIT_MS / 1000} s these tests still ran:\n${hung.join('\n')}`);
    });
  const reports = [events.compose(spec).pipe(process.stdout, { end: false })];
  // Set by `cargo xtask test`.
  const folder = process.env.TEST_RESULTS;
  if (folder) reports.push(events.compose(junit).pipe(createWriteStream(path.join(folder, 'node.xml'))));
  await finished(events);
  if (passed === 0) fail('no test passed');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runTests(process.argv.slice(2));
