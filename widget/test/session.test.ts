// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { uuid } from '../src/bytes';
import { Memory } from '../src/session';

const KEY = `bc_pk_acme${'0'.repeat(32)}`;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  sessionStorage.clear();
  localStorage.clear();
});

describe('uuid', () => {
  const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it('is a version 4 UUID, with and without randomUUID', () => {
    expect(uuid()).toMatch(version4);
    const { getRandomValues } = crypto;
    vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) });
    expect(uuid()).toMatch(version4);
    expect(uuid()).not.toBe(uuid());
  });
});

describe('Memory', () => {
  it.each([
    ['tab', 1, 0],
    ['device', 0, 1],
    ['none', 0, 0],
  ] as const)('%s: stores values where it should', (mode, inTab, onDevice) => {
    const memory = new Memory(KEY, mode);
    memory.set('session', 'x');
    expect(memory.get('session')).toBe('x');
    expect([sessionStorage.length, localStorage.length]).toEqual([inTab, onDevice]);
    memory.delete('session');
    expect(memory.get('session')).toBeNull();
    expect([sessionStorage.length, localStorage.length]).toEqual([0, 0]);
  });

  it('is shared by the keys of one tenant and by no other', () => {
    new Memory(KEY, 'tab').set('session', 'x');
    expect(new Memory(`bc_pk_acme${'1'.repeat(32)}`, 'tab').get('session')).toBe('x');
    expect(new Memory(`bc_pk_other${'0'.repeat(32)}`, 'tab').get('session')).toBeNull();
  });

  it('lasts as long as the page if the browser refuses to store', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('QuotaExceededError');
    });
    const memory = new Memory(KEY, 'tab');
    memory.set('session', 'x');
    expect(memory.get('session')).toBe('x');
  });

  it('works without a storage that throws on access', () => {
    vi.spyOn(globalThis, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('SecurityError');
    });
    const memory = new Memory(KEY, 'tab');
    memory.set('session', 'x');
    expect(memory.get('session')).toBe('x');
  });
});
