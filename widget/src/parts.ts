/**
 * Loads the script's other files. The build turns each dynamic import into a call of `loadPart` with the file's name and
 * hash. A page that pins `widget.js` has therefore pinned all of them: nothing runs whose hash differs.
 */

import { h } from './dom';

/** What the tag says about loading; `script.ts` fills it in. */
export const origin: {
  /** The folders that may have the files, likeliest first. */
  bases: string[];
  nonce: string;
} = { bases: [], nonce: '' };

/** What this file exports to the others, in an order that the build knows. */
export const shared: unknown[] = [];

type Part = { default(given: typeof shared): unknown };

const parts = new Map<string, Promise<unknown>>();
let failures = 0;

/** `hash` is the file's SHA-256 in base64. Its beginning is part of the file's name. */
export function loadPart(name: string, hash: string): Promise<unknown> {
  const part = parts.get(name) ?? bring(name, hash);
  parts.set(name, part);
  // The next call tries again.
  part.catch(() => parts.delete(name));
  return part;
}

async function bring(name: string, hash: string): Promise<unknown> {
  const file = `chunks/${name}-${hash.slice(0, 8).replace(/\W/g, '_').toUpperCase()}.js`;
  let problem: unknown;
  for (const base of origin.bases) {
    // Firefox remembers that an address failed, and never asks for it again.
    const url = base + file + (failures ? `?${failures}` : '');
    try {
      await (checksPreloads() ? preload : check)(url, `sha256-${hash}`);
      const part: Part = await import(url);
      origin.bases = [base];
      return part.default(shared);
    } catch (cause) {
      failures += 1;
      problem = cause;
    }
  }
  throw problem;
}

/** WebKit accepts `integrity` on a preloaded module and ignores it; old browsers preload no modules. */
const checksPreloads = (): boolean =>
  !navigator.vendor.startsWith('Apple') && h('link').relList.supports('modulepreload');

/** Fetches and checks the module. The browser keeps it, so that `import` runs the very bytes that were checked. */
function preload(href: string, integrity: string): Promise<void> {
  const { nonce } = origin;
  const link = h('link', '', { rel: 'modulepreload', integrity, crossOrigin: '', nonce, href });
  return new Promise<void>((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(`${href} is missing, or not of this build.`));
    document.head.append(link);
  }).finally(() => link.remove());
}

/**
 * The best that WebKit can do without `eval`: `import` asks for the address again and gets what was checked from the
 * browser's cache. Only a server that forbids caching and answers twice differently could deceive it.
 */
async function check(url: string, integrity: string): Promise<void> {
  const response = await fetch(url, { integrity });
  await response.arrayBuffer();
}
