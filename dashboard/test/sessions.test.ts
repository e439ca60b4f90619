import { describe, expect, it } from 'vitest';
import type { SessionItem } from '~/api/types';
import { browserName } from '~/session/browser-name';
import { inOrder } from '~/session/sessions';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)';
const IPAD = 'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X)';
const MOBILE = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('a browser', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    ['Mozilla/5.0 (X11; Ubuntu; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox on Android'],
    [`${IPHONE} ${MOBILE} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`, 'Firefox on iPhone'],
    [`${WINDOWS} ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`, 'Chrome on Windows'],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/138.0 Safari/537.36`,
      'Chrome on ChromeOS',
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/138.0 Safari/537.36`,
      'Chrome on Linux',
    ],
    [`${IPAD} ${MOBILE} CriOS/138.0 Mobile/15E148 Safari/604.1`, 'Chrome on iPad'],
    [`${WINDOWS} ${WEBKIT} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`, 'Edge on Windows'],
    [`${ANDROID} ${WEBKIT} Chrome/138.0.0.0 Mobile Safari/537.36 EdgA/138.0`, 'Edge on Android'],
    [`${WINDOWS} ${WEBKIT} Chrome/64.0 Safari/537.36 Edge/17.17134`, 'Edge on Windows'],
    [`${MAC} ${WEBKIT} Chrome/138.0.0.0 Safari/537.36 OPR/120.0`, 'Opera on macOS'],
    [
      `${ANDROID} ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36`,
      'Samsung Internet on Android',
    ],
    [`${MAC} ${MOBILE} Version/18.5 Safari/605.1.15`, 'Safari on macOS'],
    [`${IPHONE} ${MOBILE} Version/18.5 Mobile/15E148 Safari/604.1`, 'Safari on iPhone'],
  ])('is named with its system: %s', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name);
  });

  it.each([
    ['curl/8.14.1', 'curl'],
    ['python-requests/2.32', 'python-requests'],
    ['node', 'node'],
    ['', 'Unknown browser'],
    ['Mozilla/5.0', 'Unknown browser'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko',
      'Unknown browser on Windows',
    ],
    ['<script>', 'Unknown browser'],
  ])('that is none of the usual ones is named as far as it says: “%s”', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name);
  });

  it('is found in a text that was cut off', () => {
    const cut = `Mozilla/5.0 (X11; Linux x86_64) ${'x'.repeat(200)}`.slice(0, 200);
    expect(browserName(cut)).toBe('Unknown browser on Linux');
  });
});

describe('the list of sessions', () => {
  const session = (id: string, seen: string, is_current = false): SessionItem => ({
    id,
    is_current,
    created_at: '2026-11-20T08:00:00.000Z',
    seen_at: `2026-11-20T${seen}:00.000Z`,
    ends_at: '2026-11-20T20:00:00.000Z',
    address: '192.0.2.7',
    user_agent: '',
  });

  it('begins with this browser, and goes on with those used last', () => {
    const listed = [
      session('old', '09:00'),
      session('here', '08:00', true),
      session('new', '10:00'),
    ];
    expect(inOrder(listed).map(({ id }) => id)).toEqual(['here', 'new', 'old']);
    expect(listed[0]?.id).toBe('old');
  });
});
