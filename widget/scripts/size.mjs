// Prints the sizes of the built files, and fails if one is over its limit or not the one that the embedding guide states.
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const KIB = 1024;
/** In KiB, compressed with gzip -9. */
const LIMITS = {
  /** What every visitor's browser loads and runs. */
  interest: 8,
  /** That, and what it takes to open the chat, send a message and see the answer stream in. */
  chat: 16,
  extra: 8,
};

const dist = new URL('../dist/', import.meta.url);
const chunks = readdirSync(new URL('chunks/', dist));
let failed = false;

/** Returns the size with gzip -9, in KiB. */
function measure(title, names, limit) {
  const files = names.map((name) => readFileSync(new URL(name, dist)));
  const sum = (of) => files.reduce((total, file) => total + of(file), 0) / KIB;
  const gzip = sum((file) => gzipSync(file, { level: 9 }).length);
  const brotli = sum((file) => brotliCompressSync(file).length);
  const over = gzip > limit;
  failed ||= over;
  console.log(
    `${title}: ${sum(({ length }) => length).toFixed(1)} KiB, gzip -9 ${gzip.toFixed(2)}, ` +
      `brotli ${brotli.toFixed(2)} (limit ${limit}): ${over ? 'OVER THE LIMIT' : 'ok'}`,
  );
  return gzip;
}

/** What the guide says of each file, in KiB. */
const STATED = {
  widget: /a file of (\d+) KiB compressed/,
  chat: /The chat itself \((\d+) KiB\)/,
  extras: /What a chat can do\s+without follows \((\d+) KiB/,
  translations: /languages other than English\s+\((\d+) KiB/,
  rich: /rarer parts of Markdown \((\d+) KiB/,
  code: /what colours it \((\d+) KiB/,
};
const guide = readFileSync(new URL('../../docs/embedding.md', import.meta.url), 'utf8');

function compare(name, kib) {
  const stated = STATED[name] && Number(guide.match(STATED[name])?.[1]);
  if (stated === undefined || stated === Math.round(kib)) return;
  failed = true;
  console.log(`docs/embedding.md states ${stated} KiB for ${name}, which has ${kib.toFixed(2)}`);
}

const chat = chunks.find((name) => name.startsWith('chat-'));
const widget = measure('before interest: widget.js', ['widget.js'], LIMITS.interest);
const first = ['widget.js', `chunks/${chat}`];
compare('widget', widget);
compare('chat', measure('a first chat: widget.js + chat', first, LIMITS.chat) - widget);
for (const name of chunks.filter((other) => other !== chat)) {
  compare(name.split('-')[0], measure(`extra: ${name}`, [`chunks/${name}`], LIMITS.extra));
}
process.exit(failed ? 1 : 0);
