/**
 * Hex SHA-256 of a request body. CloudFront's origin access control refuses a body without it.
 * `crypto.subtle` exists in secure contexts only; plain-http pages load a small version of their own.
 */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = crypto;
  const digest = subtle
    ? new Uint8Array(await subtle.digest('SHA-256', bytes))
    : (await import('./sha256')).sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
