// Builds dist/widget.js (script tag), dist/bubblechat.mjs (npm) and the type declarations.
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

// `import css from './x.css?inline'`: the minified text, as vitest's own `?inline` does.
const inlineCss = {
  name: 'inline-css',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.css\?inline$/ }, ({ path: file, resolveDir }) => ({
      path: path.join(resolveDir, file.replace('?inline', '')),
      namespace: 'inline-css',
    }));
    onLoad({ filter: /./, namespace: 'inline-css' }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, 'utf8'), {
        loader: 'css',
        minify: true,
      });
      return { contents: code, loader: 'text' };
    });
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: 'es2022',
  legalComments: 'none',
  plugins: [inlineCss],
  logLevel: 'warning',
};

await rm(path.join(root, 'dist'), { recursive: true, force: true });
await Promise.all([
  build({ ...shared, entryPoints: ['src/script.ts'], outfile: 'dist/widget.js', format: 'iife' }),
  build({
    ...shared,
    entryPoints: ['src/index.ts'],
    outfile: 'dist/bubblechat.mjs',
    format: 'esm',
  }),
]);
execFileSync(
  process.execPath,
  [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.types.json'],
  { cwd: root, stdio: 'inherit' },
);
