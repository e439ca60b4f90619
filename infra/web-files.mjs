// How built web files are served: by the same rules as crates/http/src/web_file.rs, to which a test holds this file.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = {
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  webmanifest: 'application/manifest+json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
  ts: 'text/plain; charset=utf-8',
};

/** The media type, from the file name's extension. */
export const contentType = (name) => TYPES[name.split('.').at(-1)] ?? 'application/octet-stream';

const afterDash = (part) => part.slice(part.lastIndexOf('-') + 1);
/** Begins with eight or more letters and digits that aren't a word. */
const isHash = (text) => /^(?![a-z]+(\.|$))\w{8,}(\.|$)/.test(text);
/** Begins with three numbers. */
const isVersion = (text) => /^v*\d+\.\d+\.\d+(\.|$)/.test(text);

/** Whether the content behind a name never changes, because a hash or a version is part of it. */
export function isVersioned(name) {
  const parts = name.split('/');
  const last = parts.at(-1);
  const hasHash = last.includes('-') && isHash(afterDash(last));
  const isVite = parts.slice(0, -1).join('/') === 'assets' && last.includes('-');
  return hasHash || parts.some((part) => isVersion(afterDash(part))) || isVite;
}

/** How long browsers and the edge cache a file. */
export function cacheControl(name) {
  if (isVersioned(name)) return 'public, max-age=31536000, immutable';
  return name.endsWith('.html') ? 'no-cache' : 'public, max-age=300';
}

/** The files of a built part, without type declarations (they are for npm) and source maps. Those that never change come first. */
export function filesOf(dist) {
  const names = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => path.relative(fileURLToPath(dist), file).replaceAll(path.sep, '/'))
    .filter((name) => !/^types\/|(^|\/)\.|\.map$/.test(name))
    .sort();
  return [...names.filter(isVersioned), ...names.filter((name) => !isVersioned(name))];
}
