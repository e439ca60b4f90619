// Builds the script for the tag: widget.js, and the chunks that it loads when it needs them.
//
// A chunk is a module with one function. It is given what widget.js contains anyway, instead of having its own copy, and
// returns what it exports. Whoever loads a chunk states its name and its hash, so a chunk is built before its loaders.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { dist, inlineCss, options, root } from './esbuild.mjs';
import { mangling, shrink } from './minify.mjs';

const SCRIPT = 'src/script.ts';
const LOADER = 'src/parts.ts';

/** `import('./x')` in our sources. */
const DYNAMIC_IMPORT = /\bimport\('(\.[^']+)'\)/g;

const GIVEN = /import\{([^}]*)\}from"given:([^"]+)";/g;

const relative = (file) => path.relative(root, file);

/** `src/strings/german.ts` is `german`, `src/markdown/index.ts` is `markdown`. */
const nameOf = (file) => path.basename(file.replace('/index.ts', ''), '.ts');

/** Resolves an import as esbuild does. The mark keeps a plugin from asking itself. */
const resolve = (plugin, target, resolveDir) =>
  plugin.resolve(target, { kind: 'import-statement', resolveDir, pluginData: 'resolving' });

const without = (kind, replace) => ({
  name: `without-${kind}`,
  setup(plugin) {
    plugin.onResolve({ filter: /^\./ }, async ({ path: target, pluginData, ...from }) => {
      if (pluginData || from.kind !== kind || target.endsWith('?inline')) return null;
      const found = await resolve(plugin, target, from.resolveDir);
      const name = replace(relative(found.path));
      return name ? { path: name, external: true } : null;
    });
  },
});

/** The source files that end up in the bundle of one, and those that it imports dynamically. */
async function scan(entry) {
  const { metafile } = await build({
    ...options,
    entryPoints: [entry],
    format: 'esm',
    write: false,
    plugins: [inlineCss, without('dynamic-import', (file) => file)],
  });
  const [{ inputs, imports }] = Object.values(metafile.outputs);
  return {
    contained: Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0),
    dynamic: imports.filter(({ kind }) => kind === 'dynamic-import').map((found) => found.path),
  };
}

class ScriptBuild {
  #mangleCache = {};
  /** Name and hash by source file. */
  #chunks = new Map();
  /** What chunks are given, as `file#export`. */
  #given = [];
  #contained = new Set();

  async run() {
    const { contained, dynamic } = await scan(SCRIPT);
    this.#contained = new Set(contained);
    for (const file of dynamic) await this.#chunk(file);
    const code = await this.#bundle({ stdin: { contents: this.#entry(), resolveDir: root } });
    // The browser reads a classic script in the page's encoding.
    const script = await shrink(code, { ascii_only: true });
    // All of it runs at once, so browsers that read this compile it while it loads, and not piece by piece while the page waits.
    await writeFile(
      path.join(dist, 'widget.js'),
      `//# allFunctionsCalledOnLoad\n(()=>{"use strict";${script}})();\n`,
    );
  }

  async #chunk(file) {
    if (this.#chunks.has(file)) return;
    for (const other of (await scan(file)).dynamic) await this.#chunk(other);
    const entry = { entryPoints: [file], charset: 'utf8' };
    const fromScript = without('import-statement', (found) =>
      this.#contained.has(found) ? `given:${found}` : null,
    );
    const needed = givenTo(await this.#bundle(entry, fromScript));
    const module = await this.#bundle(entry, this.#gives(needed));
    const code = await shrink(this.#asFunction(module), {});
    const hash = createHash('sha256').update(code).digest('base64');
    const name = nameOf(file);
    this.#chunks.set(file, { name, hash });
    await mkdir(path.join(dist, 'chunks'), { recursive: true });
    // The loader makes the same name.
    const start = hash.slice(0, 8).replace(/\W/g, '_').toUpperCase();
    await writeFile(path.join(dist, 'chunks', `${name}-${start}.js`), code);
  }

  async #bundle(entry, ...plugins) {
    const { outputFiles, mangleCache } = await build({
      ...options,
      ...mangling,
      mangleCache: this.#mangleCache,
      ...entry,
      format: 'esm',
      write: false,
      plugins: [inlineCss, this.#loads(), ...plugins],
    });
    this.#mangleCache = mangleCache;
    return outputFiles[0].text;
  }

  /** Turns `import('./x')` into a call of the loader. */
  #loads() {
    const setup = (plugin) => {
      plugin.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: file }) => {
        const source = await readFile(file, 'utf8');
        const resolveDir = path.dirname(file);
        const calls = new Map();
        for (const [text, target] of source.matchAll(DYNAMIC_IMPORT)) {
          const found = await resolve(plugin, target, resolveDir);
          const { name, hash } = this.#chunks.get(relative(found.path));
          calls.set(text, `loadPart('${name}', '${hash}')`);
        }
        if (calls.size === 0) return null;
        const loader = `import { loadPart } from './${path.relative(resolveDir, path.join(root, LOADER))}';\n`;
        const contents = loader + source.replace(DYNAMIC_IMPORT, (text) => calls.get(text));
        return { contents, loader: 'ts', resolveDir };
      });
    };
    return { name: 'loads', setup };
  }

  /** Replaces what widget.js contains by a file that imports it, so that all files of a chunk share one import. */
  #gives(needed) {
    const setup = (plugin) => {
      plugin.onResolve({ filter: /^\./ }, async ({ path: target, pluginData, ...from }) => {
        if (pluginData || from.kind !== 'import-statement' || target.endsWith('?inline'))
          return null;
        const file = relative((await resolve(plugin, target, from.resolveDir)).path);
        return this.#contained.has(file) ? { path: file, namespace: 'given' } : null;
      });
      plugin.onResolve({ filter: /^given:/ }, ({ path: file }) => ({ path: file, external: true }));
      plugin.onLoad({ filter: /./, namespace: 'given' }, ({ path: file }) => ({
        contents: `export { ${[...(needed.get(file) ?? [])]} } from 'given:${file}';`,
      }));
    };
    return { name: 'gives', setup };
  }

  /** `import{a as b}from"given:…";…;export{c as d};` becomes `export default([,,b])=>{…;return{d:c}}`. */
  #asFunction(module) {
    const parameters = [];
    const body = module.replace(GIVEN, (_, names, file) => {
      for (const [name, local] of aliases(names))
        parameters[this.#placeOf(`${file}#${name}`)] = local;
      return '';
    });
    const [statement, names] = /export\{([^}]*)\};\s*$/.exec(body);
    const results = aliases(names).map(([local, name]) => `${name}:${local}`);
    const code = body.slice(0, -statement.length);
    return `export default([${parameters}])=>{${code};return{${results}}}`;
  }

  #placeOf(item) {
    if (!this.#given.includes(item)) this.#given.push(item);
    return this.#given.indexOf(item);
  }

  /** widget.js, with what the chunks are given. */
  #entry() {
    const imports = this.#given.map((item, place) => {
      const [file, exported] = item.split('#');
      return `import { ${exported} as _${place} } from './${file}';`;
    });
    const names = this.#given.map((_, place) => `_${place}`);
    return `${imports.join('\n')}
      import { shared } from './${LOADER}';
      shared.push(${names});
      import './${SCRIPT}';`;
  }
}

/** What widget.js gives to a module: the names, by file. */
function givenTo(module) {
  const needed = new Map();
  for (const [, names, file] of module.matchAll(GIVEN)) {
    const known = needed.get(file) ?? new Set();
    for (const [name] of aliases(names)) known.add(name);
    needed.set(file, known);
  }
  return needed;
}

/** `a as b,c` is `[[a, b], [c, c]]`. */
const aliases = (list) =>
  list.split(',').map((item) => {
    const [name, alias = name] = item.split(' as ');
    return [name, alias];
  });

export const buildScript = () => new ScriptBuild().run();
