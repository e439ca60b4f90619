export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Text as UTF-8, in which the service counts. */
export const encoder = new TextEncoder();

/** A version 4 UUID. `crypto.randomUUID` is missing on plain-http pages. */
export const uuid = (): string =>
  hex(crypto.getRandomValues(new Uint8Array(16))).replace(
    /^(.{8})(.{4}).(.{3}).(.{3})/,
    '$1-$2-4$3-a$4-',
  );
