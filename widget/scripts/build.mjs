// Builds dist/: widget.js for the script tag, the same file under a versioned name with its SRI hash,
// bubblechat.mjs and react.mjs for npm (with their shared code in module/), the chunks/ that widget.js
// loads when it needs them, and the type declarations.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { mangling, shrink } from './minify.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');

// `import css from './x.css?inline'`: the minified text, as vitest's own `?inline` does.
const inlineCss = {
  name: 'inline-css',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.css\?inline$/ }, ({ path: file, resolveDir }) => ({
      path: path.join(resolveDir, file.replace('?inline', '')),
      namespace: 'inline-css',
    }));
    onLoad({ filter: /./, namespace: 'inline-css' }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const { code } = await transform(source, { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

async function buildModule() {
  await build({
    ...shared,
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

/** The source files that the script imports dynamically. */
async function dynamicImports() {
  const { metafile } = await build({
    ...shared,
    entryPoints: ['src/script.ts'],
    outdir: dist,
    format: 'esm',
    splitting: true,
    write: false,
    plugins: [inlineCss],
  });
  const entries = Object.values(metafile.outputs).map(({ entryPoint }) => entryPoint);
  return entries.filter((entry) => entry && entry !== 'src/script.ts');
}

/** `src/strings/german.ts` is `german`, `src/markdown/index.ts` is `markdown`. */
const nameOf = (file) => path.basename(file.replace('/index.ts', ''), '.ts');

/** Builds each part as one self-contained file, so that widget.js needs one request for it. */
async function buildChunks(entryPoints) {
  const { metafile, mangleCache } = await build({
    ...shared,
    ...mangling,
    mangleCache: {},
    entryPoints: entryPoints.map((file) => ({ in: file, out: nameOf(file) })),
    outdir: path.join(dist, 'chunks'),
    // Modules are UTF-8 whatever the page's encoding.
    charset: 'utf8',
    entryNames: '[name]-[hash]',
    format: 'esm',
    plugins: [inlineCss],
  });
  const chunks = new Map();
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    chunks.set(path.join(root, entryPoint), `./${path.relative(dist, path.join(root, file))}`);
  }
  return { chunks, mangleCache };
}

// Points the dynamic imports of widget.js to the chunks just built. Their addresses must be absolute:
// a classic script from another origin has no base URL of its own.
const pointToChunks = (chunks) => ({
  name: 'point-to-chunks',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path: file, resolveDir, kind }) => {
      if (kind !== 'dynamic-import') return null;
      const source = path.join(resolveDir, file);
      const chunk = chunks.get(`${source}.ts`) ?? chunks.get(path.join(source, 'index.ts'));
      return { path: chunk, external: true };
    });
  },
});

/** Wraps a module in a function, since esbuild's IIFE format adds helpers that nothing uses. */
async function buildScript({ chunks, mangleCache }) {
  const { outputFiles } = await build({
    ...shared,
    ...mangling,
    mangleCache,
    entryPoints: ['src/script.ts'],
    outfile: path.join(dist, 'widget.js'),
    format: 'esm',
    write: false,
    plugins: [inlineCss, pointToChunks(chunks)],
  });
  const [{ path: file, text }] = outputFiles;
  const base = 'const chunkBase=new URL(".",document.currentScript?.src||location).href;';
  const code = await shrink(base + text.replaceAll('import("./', 'import(chunkBase+"'));
  await writeFile(file, `(()=>{"use strict";${code}})();\n`);
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
await buildScript(await buildChunks(await dynamicImports()));
await writeVersioned();
execFileSync(
  process.execPath,
  [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.types.json'],
  { cwd: root, stdio: 'inherit' },
);
console.log(`built in ${(performance.now() / 1000).toFixed(1)} s`);
