/**
 * Hex SHA-256 of a request body. CloudFront's origin access control refuses a body without it.
 * Plain-http pages have no `crypto.subtle` and load a small implementation instead.
 */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = crypto;
  const digest = subtle
    ? new Uint8Array(await subtle.digest('SHA-256', bytes))
    : (await import('./sha256')).sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
