import { describe, expect, it } from 'vitest';
import type { KeyView } from '~/api/types';
import { checkOrigin, sortOrigins, splitOrigins } from '~/tabs/keys/origins';
import { endOf, isLive, pastedProblem } from '~/tenant/keys/key-state';

const patternOf = (text: string, isLocal = false): string | null => {
  const check = checkOrigin(text, isLocal);
  return 'pattern' in check ? check.pattern : null;
};
const suggestionFor = (text: string): string | undefined => {
  const check = checkOrigin(text, false);
  return 'suggestion' in check ? check.suggestion : undefined;
};

describe('an origin', () => {
  // The vectors of crates/core/src/origin.rs.
  it.each(['https://shop.example', 'http://localhost:3000', 'https://*.preview.example'])(
    '%s is kept as it was written',
    (text) => expect(patternOf(text)).toBe(text),
  );

  it('is stored as browsers send it', () => {
    expect(patternOf('https://SHOP.example:443')).toBe('https://shop.example');
    expect(patternOf('https://bücher.example')).toBe('https://xn--bcher-kva.example');
    expect(patternOf('https://shop.example:8443')).toBe('https://shop.example:8443');
    expect(patternOf('https://*.My_Shop.example')).toBe('https://*.my_shop.example');
    expect(patternOf('http://my_shop:8080')).toBe('http://my_shop:8080');
  });

  it.each([
    '',
    'null',
    'shop.example',
    'https://',
    'https://*.com',
    'https://*',
    'https://a*.shop.example',
    'https://*.*.shop.example',
    'https://shop.example/',
    'https://shop.example/path',
    'https://u@shop.example',
    'https://shop.example?x',
    'file:///etc',
    'https://*.127.0.0.1',
    'https://*.[::1]',
    'javascript://shop.example',
    'https://*.com.',
    'https://shop.example.',
    'https://x"onload=',
    'https://a;b.example',
  ])('is not %j', (text) => expect(patternOf(text)).toBeNull());

  it('is “*” on the local server only', () => {
    expect(patternOf('*')).toBeNull();
    expect(patternOf('*', true)).toBe('*');
  });

  it('over plain http causes a warning, except on loopback', () => {
    expect(checkOrigin('http://shop.example', false)).toHaveProperty('warning');
    expect(checkOrigin('http://localhost:3000', false)).not.toHaveProperty('warning');
    expect(checkOrigin('http://127.0.0.1:8080', false)).not.toHaveProperty('warning');
  });

  it.each([
    ['https://shop.example/cart?x=1#top', 'https://shop.example'],
    ['https://shop.example/', 'https://shop.example'],
    ['https://*.preview.example/path', 'https://*.preview.example'],
    ['shop.example', 'https://shop.example'],
    ['shop.example/cart', 'https://shop.example'],
    ['*.preview.example', 'https://*.preview.example'],
    ['localhost:3000', 'http://localhost:3000'],
    ['file:///etc', undefined],
    ['shop', undefined],
    ['null', undefined],
  ])('is found in %s', (text, origin) => expect(suggestionFor(text)).toBe(origin));
});

describe('several origins', () => {
  it('are split at lines and commas, and lose their quotes', () => {
    expect(
      splitOrigins('"https://a.example",\n https://b.example;\thttps://a.example\r\n'),
    ).toEqual(['https://a.example', 'https://b.example']);
  });

  it('are sorted into new, known and refused', () => {
    const texts = ['https://a.example', 'https://B.example', 'https://b.example', 'nope/x'];
    const sorted = sortOrigins(texts, ['https://a.example'], false);
    expect(sorted.added).toEqual(['https://b.example']);
    expect(sorted.known).toEqual(['https://a.example', 'https://b.example']);
    expect(sorted.refused.map(({ text }) => text)).toEqual(['nope/x']);
  });

  it('are a hundred at most', () => {
    const full = Array.from({ length: 100 }, (_, i) => `https://s${i}.example`);
    expect(sortOrigins(['https://one.example'], full, false).refused).toHaveLength(1);
  });
});

describe('a key', () => {
  const key = (parts: Partial<KeyView>): KeyView => ({
    id: '4f1d9c02ab77e310',
    name: 'Web shop',
    kind: 'publishable',
    hint: 'bc_pk_…aaaa',
    scopes: [],
    created_at: '2026-11-01T10:00:00Z',
    ...parts,
  });
  const now = Date.parse('2026-11-21T12:00:00Z');

  it('works until it is revoked or expires', () => {
    expect(isLive(key({}), now)).toBe(true);
    expect(isLive(key({ expires_at: '2026-11-21T12:00:01Z' }), now)).toBe(true);
    expect(isLive(key({ expires_at: '2026-11-21T12:00:00Z' }), now)).toBe(false);
    expect(isLive(key({ revoked_at: '2026-11-20T12:00:00Z' }), now)).toBe(false);
  });

  it('expires at the end of a day in the operator’s time zone', () => {
    expect(endOf('never')).toBeNull();
    const end = new Date(endOf('2026-12-03') ?? '');
    expect([end.getDate(), end.getHours(), end.getMinutes()]).toEqual([3, 23, 59]);
    expect(Date.parse(endOf('30', now) ?? '') - now).toBeGreaterThanOrEqual(30 * 86_400_000);
  });

  it('can be pasted if it is this tenant’s, publishable and valid', () => {
    const text = `bc_pk_acme_${'a'.repeat(32)}`;
    expect(pastedProblem(text, 'acme', [key({})])).toBeNull();
    expect(pastedProblem(text, 'acme', [])).toMatch(/no such key/);
    expect(pastedProblem(text, 'acme', [key({ revoked_at: '2026-11-01T10:00:00Z' })])).toMatch(
      /revoked/,
    );
    expect(pastedProblem(text, 'other', [key({})])).toMatch(/“acme”/);
    expect(pastedProblem('bc_sk_acme_x', 'acme', [])).toMatch(/secret/);
    expect(pastedProblem('bc_pk_…aaaa', 'acme', [key({})])).toMatch(/isn’t a publishable key/);
  });
});
