import { describe, expect, it } from 'vitest';
import type { TenantDocument } from '~/api/types';
import { setupSteps, UPCOMING } from '~/tenant/setup';
import { tenant } from './settings';

type Keys = Parameters<typeof setupSteps>[1];

const done = (parts: Partial<TenantDocument>, keys: Keys = []): number[] =>
  setupSteps(tenant({ prompt: '', provider_keys: {}, origins: [], ...parts }), keys).flatMap(
    ({ isDone }, i) => (isDone ? [i] : []),
  );

describe('the set-up guide', () => {
  it('starts with nothing ticked', () => {
    expect(done({})).toEqual([]);
    expect(setupSteps(tenant(), []).map(({ title }) => title)).toEqual(UPCOMING);
  });

  it('ticks a provider’s engine once it has a prompt and a key', () => {
    expect(done({ prompt: 'Be brief.' })).toEqual([1]);
    expect(done({ prompt: 'Be brief.', provider_keys: { openai: true } })).toEqual([1, 2]);
  });

  it('requires rules besides a fallback, and then no prompt', () => {
    const engine = { name: 'main', provider: 'rules', fallback: 'Later.' } as const;
    expect(done({ engines: [{ ...engine, rules: [] }] })).toEqual([]);
    const rules = [{ pattern: 'hours', answer: '9 to 5' }];
    expect(done({ engines: [{ ...engine, rules }] })).toEqual([1, 2]);
  });

  it('ticks origins, a key that is not revoked, and its first use', () => {
    const key = { kind: 'publishable', revoked_at: null, last_used_at: null } as const;
    expect(done({ origins: ['https://acme.example'] })).toEqual([3]);
    expect(done({}, [key])).toEqual([4]);
    expect(done({}, [{ ...key, revoked_at: '2026-11-21T10:00:00Z' }])).toEqual([]);
    expect(done({}, [{ ...key, kind: 'secret' }])).toEqual([]);
    expect(done({}, [{ ...key, last_used_at: '2026-11-21T10:00:00Z' }])).toEqual([4, 5]);
  });
});
