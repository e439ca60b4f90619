// Prints the sizes of the built files and fails if one is over its limit.
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
}

const chat = chunks.find((name) => name.startsWith('chat-'));
measure('before interest: widget.js', ['widget.js'], LIMITS.interest);
measure('a first chat: widget.js + chat', ['widget.js', `chunks/${chat}`], LIMITS.chat);
for (const name of chunks.filter((other) => other !== chat)) {
  measure(`extra: ${name}`, [`chunks/${name}`], LIMITS.extra);
}
process.exit(failed ? 1 : 0);
