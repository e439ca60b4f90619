/**
 * Hex SHA-256 of a request body. CloudFront's origin access control refuses a body without it.
 * The console is served over TLS or on a loopback address, so `crypto.subtle` is available.
 */
export async function sha256Hex(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
