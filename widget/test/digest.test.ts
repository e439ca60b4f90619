import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { sha256Hex } from '../src/digest';
import { sha256 } from '../src/sha256';

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const expected = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));

it('agrees with another SHA-256 at every length around the block borders', async () => {
  for (let length = 0; length <= 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37) % 256);
    expect(hex(sha256(bytes))).toBe(await expected(bytes));
  }
});

it('agrees on any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
      expect(hex(sha256(bytes))).toBe(await expected(Uint8Array.from(bytes)));
    }),
  );
});

it('gives the same answer with and without crypto.subtle', async () => {
  const bytes = new TextEncoder().encode('{"message":"Grüße 😀"}');
  const native = await sha256Hex(bytes, async () => sha256);
  vi.stubGlobal('crypto', {});
  const own = await sha256Hex(bytes, async () => sha256);
  vi.unstubAllGlobals();
  expect(own).toBe(native);
});
