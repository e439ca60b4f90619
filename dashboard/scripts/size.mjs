// Prints what each screen of the built dashboard loads, and fails above the limits.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ASSETS = new URL('../dist/assets', import.meta.url).pathname;
/** KiB after gzip -9: all JavaScript that a deep link to the editor's first tab or to Usage with its chart loads, and all styles. */
const LIMITS = { script: 200, usage: 320, style: 16 };

const files = readdirSync(ASSETS);
const text = (name) => readFileSync(join(ASSETS, name));
const kib = (name) => gzipSync(text(name), { level: 9 }).length / 1024;
const chunk = (name) => files.find((file) => file.startsWith(`${name}-`) && file.endsWith('.js'));

/** The chunk and what it imports statically. */
function load(name, loaded = new Set()) {
  if (!name || loaded.has(name)) return loaded;
  loaded.add(name);
  for (const [, file] of text(name)
    .toString()
    .matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
    load(file, loaded);
  }
  return loaded;
}

function screen(...names) {
  const loaded = new Set();
  for (const name of names) {
    const file = chunk(name);
    if (!file) throw new Error(`there is no chunk ${name} in dist/assets`);
    load(file, loaded);
  }
  return [...loaded].reduce((sum, file) => sum + kib(file), 0);
}

const signIn = screen('index', 'SignInPage');
const script = screen('index', 'Shell', 'TenantPage', 'AppearanceTab');
const usage = screen('index', 'Shell', 'TenantPage', 'UsageTab');
const style = files
  .filter((file) => file.endsWith('.css'))
  .reduce((sum, file) => sum + kib(file), 0);
console.log(`sign-in          ${signIn.toFixed(1)} KiB of JavaScript (gzip)`);
console.log(
  `editor, first tab ${script.toFixed(1)} KiB of JavaScript (gzip), limit ${LIMITS.script}`,
);
console.log(`editor, Usage    ${usage.toFixed(1)} KiB of JavaScript (gzip), limit ${LIMITS.usage}`);
console.log(`styles           ${style.toFixed(1)} KiB (gzip), limit ${LIMITS.style}`);
if (script > LIMITS.script || usage > LIMITS.usage || style > LIMITS.style) {
  console.error('The dashboard is over its limit.');
  process.exit(1);
}
