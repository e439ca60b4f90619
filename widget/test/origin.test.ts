import { expect, it } from 'vitest';
import { isAllowed } from '../src/frame/guest';

it.each([
  ['https://shop.example', 'https://shop.example', true],
  ['https://shop.example:8443', 'https://shop.example', false],
  ['http://shop.example', 'https://shop.example', false],
  ['https://a.preview.example', 'https://*.preview.example', true],
  ['https://a.b.preview.example', 'https://*.preview.example', false],
  ['https://preview.example', 'https://*.preview.example', false],
  ['https://.preview.example', 'https://*.preview.example', false],
  ['https://evil.example/.preview.example', 'https://*.preview.example', false],
  ['https://a.preview.example.evil.example', 'https://*.preview.example', false],
  ['null', 'https://*.preview.example', false],
  ['http://127.0.0.1:8788', '*', true],
])('%s under %s: %s', (origin, pattern, expected) => {
  expect(isAllowed(origin, [pattern])).toBe(expected);
});
