/**
 * Finds out what the page says about the widget. Usually that is on the tag that runs the script, but loaders, optimisers and
 * tag managers run scripts in other ways and drop attributes.
 */

import { keyOf } from './options';

/** The name under which the script is published, perhaps with a version, in a whole address. */
const PUBLISHED = /^https?:[^?#]+\/widget(-\d[^/?#]*)?\.js([?#]|$)/;

export interface Tag {
  readonly data: Readonly<Record<string, string | undefined>>;
  readonly nonce: string;
  /** The address that the script came from; empty if the page does not tell. */
  readonly address: string;
}

export function findTag(running: HTMLScriptElement | null): Tag {
  // Other scripts have keys too.
  const tag = [running, ...document.scripts].find((script) =>
    keyOf(script?.dataset).startsWith('bc_'),
  );
  const own = tag === running && tag?.src;
  const address = own || addresses(running, tag).find((url) => PUBLISHED.test(url)) || '';
  const key = tag ? keyOf(tag.dataset) : address && new URL(address).searchParams.get('key');
  const nonce = running?.nonce || tag?.nonce || '';
  return { data: { ...tag?.dataset, key: key || undefined }, nonce, address };
}

/** Where the script may have come from, likeliest first. A delayed script has its address in another attribute. */
function addresses(...tags: (HTMLScriptElement | null | undefined)[]): string[] {
  const written = [...tags, ...document.scripts].flatMap((script) =>
    script ? [script.src, ...Object.values(script.dataset)] : [],
  );
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  return [...written, ...loaded].map(String);
}
