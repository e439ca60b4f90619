// Prints the sizes of the built files and fails if one is over its limit.
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const KIB = 1024;
/** In KiB, compressed. */
const WIDGET = { target: 12, gzip: 16, brotli: 14 };
const CHUNK = { target: 5, gzip: 8, brotli: 8 };

const dist = new URL('../dist/', import.meta.url);
let failed = false;

function measure(name, budget) {
  const content = readFileSync(new URL(name, dist));
  const gzip = gzipSync(content, { level: 9 }).length / KIB;
  const brotli = brotliCompressSync(content).length / KIB;
  const over = gzip > budget.gzip || brotli > budget.brotli;
  failed ||= over;
  const fits = gzip > budget.target ? 'over the target' : 'ok';
  console.log(
    `${name}: ${(content.length / KIB).toFixed(1)} KiB, gzip -9 ${gzip.toFixed(2)}, ` +
      `brotli ${brotli.toFixed(2)} (target ${budget.target}, limit ${budget.gzip}): ${over ? 'OVER THE LIMIT' : fits}`,
  );
}

measure('widget.js', WIDGET);
for (const name of readdirSync(new URL('chunks/', dist))) measure(`chunks/${name}`, CHUNK);
process.exit(failed ? 1 : 0);
