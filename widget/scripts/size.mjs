// Prints the sizes of the built files and fails when one is over its budget.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const KIB = 1024;
const LIMITS = { gzip: 16, brotli: 14 };
const TARGET_GZIP = 12;

let failed = false;
for (const name of ['widget.js', 'bubblechat.mjs']) {
  const content = readFileSync(new URL(`../dist/${name}`, import.meta.url));
  const gzip = gzipSync(content, { level: 9 }).length / KIB;
  const brotli = brotliCompressSync(content).length / KIB;
  const over = gzip > LIMITS.gzip || brotli > LIMITS.brotli;
  failed ||= over;
  const verdict = over ? 'OVER THE LIMIT' : gzip > TARGET_GZIP ? 'over the target' : 'ok';
  console.log(
    `${name}: ${(content.length / KIB).toFixed(1)} KiB, gzip -9 ${gzip.toFixed(2)}, ` +
      `brotli ${brotli.toFixed(2)} (target ${TARGET_GZIP}, limit ${LIMITS.gzip}): ${verdict}`,
  );
}
process.exit(failed ? 1 : 0);
