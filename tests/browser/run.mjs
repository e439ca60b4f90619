// Runs the browser tests: all of them, or those whose file's name contains an argument.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runTests } from '../node/run.mjs';
import { insistOn } from './requirements.mjs';

insistOn('widget', 'dashboard', 'server', 'chromium');

const wanted = process.argv.slice(2);
const directory = new URL('./tests/', import.meta.url);
const files = readdirSync(directory)
  .filter((name) => name.endsWith('.test.mjs'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => fileURLToPath(new URL(name, directory)));

await runTests(files);
