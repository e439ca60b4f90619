import { hex } from './bytes';
import { Problem } from './problem';

/** Loads an implementation of SHA-256. */
export type LoadHash = () => Promise<((bytes: Uint8Array) => Uint8Array) | undefined>;

/**
 * Hex SHA-256 of a request body. CloudFront's origin access control refuses a body without it.
 * Plain-http pages have no `crypto.subtle` and load a small implementation instead.
 */
export async function sha256Hex(
  bytes: Uint8Array<ArrayBuffer>,
  loadHash: LoadHash,
): Promise<string> {
  const { subtle } = crypto;
  if (subtle) return hex(new Uint8Array(await subtle.digest('SHA-256', bytes)));
  const sha256 = await loadHash();
  if (!sha256) throw new Problem('offline', 'no_hash', 'A part of the widget is missing.');
  return hex(sha256(bytes));
}
