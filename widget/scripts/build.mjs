// Builds dist/: widget.js for the script tag and the chunks/ that it loads, widget.js again under a versioned name with its
// SRI hash, bubblechat.mjs and react.mjs for npm (with their shared code in module/), the type declarations, and docs.js, the
// script of the API reference on the site.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { dist, inlineCss, options, root } from './esbuild.mjs';
import { buildScript } from './script.mjs';

async function buildModule() {
  await build({
    ...options,
    entryPoints: { bubblechat: 'src/index.ts', react: 'src/react.ts' },
    external: ['react'],
    outdir: dist,
    chunkNames: 'module/[name]-[hash]',
    format: 'esm',
    splitting: true,
    plugins: [inlineCss],
  });
  for (const name of ['bubblechat', 'react']) {
    await rename(path.join(dist, `${name}.js`), path.join(dist, `${name}.mjs`));
  }
}

async function buildDocs() {
  const entryPoints = { docs: 'src/docs/index.ts' };
  await build({ ...options, entryPoints, outdir: dist, format: 'esm' });
}

/** For pages that pin the widget: a file whose name holds its hash and whose content never changes. */
async function writeVersioned() {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const content = await readFile(path.join(dist, 'widget.js'));
  const digest = createHash('sha384').update(content).digest('base64');
  const name = `widget-${version}-${createHash('sha256').update(content).digest('hex').slice(0, 8)}.js`;
  await writeFile(path.join(dist, name), content);
  const manifest = { version, file: name, integrity: `sha384-${digest}` };
  await writeFile(path.join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

await rm(dist, { recursive: true, force: true });
await buildModule();
await buildScript();
await buildDocs();
await writeVersioned();
execFileSync(
  process.execPath,
  [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.types.json'],
  { cwd: root, stdio: 'inherit' },
);
console.log(`built in ${(performance.now() / 1000).toFixed(1)} s`);
