// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { slugProblem, suggestSlug } from '~/creation/slug';
import { initials } from '~/session/AccountMenu';
import { lifeOf } from '~/tenants/life';
import { ago } from '~/ui/time';

describe('a slug', () => {
  it.each([
    ['Fern & Field', 'fern-and-field'],
    ['  Müller’s Straßencafé ', 'mullers-strassencafe'],
    ['مكتبة النور', ''],
    [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
  ])('is suggested for %s', (name, slug) => expect(suggestSlug(name)).toBe(slug));

  it('follows the API’s rules', () => {
    expect(slugProblem('acme-2')).toBeNull();
    for (const bad of ['a', '-acme', 'acme-', 'ac--me', 'Acme', 'a'.repeat(41)]) {
      expect(slugProblem(bad), bad).not.toBeNull();
    }
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  it.each([
    ['2026-11-21T11:59:40Z', 'just now'],
    ['2026-11-21T11:58:00Z', '2 minutes ago'],
    ['2026-11-21T09:00:00Z', '3 hours ago'],
    ['2026-11-20T10:00:00Z', 'yesterday'],
    ['2026-10-30T12:00:00Z', '3 weeks ago'],
    ['2026-10-20T12:00:00Z', 'last month'],
    ['2026-11-21T12:00:30Z', 'just now'],
  ])('%s is %s', (date, words) => expect(ago(date, now)).toBe(words));
});

describe('initials', () => {
  it('come from the first two parts of a name', () => {
    expect(initials('mia.krause@acme.example')).toBe('MK');
    expect(initials('ada@acme.example')).toBe('AD');
  });
});

describe("a tenant's line of life", () => {
  const now = new Date(2026, 10, 21, 8, 0).getTime();
  const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();
  const line = (last: string | null, conversations = 0, more = false): string =>
    lifeOf(
      {
        slug: 'acme',
        name: 'Acme',
        primary: '#000000',
        updated_at: at(1, 9),
        failing_engines: [],
        activity: { last_active_at: last, conversations, more },
      },
      now,
    );

  it('counts today’s conversations', () => {
    expect(line(at(21, 7), 1)).toBe('1 conversation today');
    expect(line(at(21, 7), 4)).toBe('4 conversations today');
    expect(line(at(21, 7), 100, true)).toBe('100+ conversations today');
  });

  it('otherwise says when the last one was, by the calendar', () => {
    expect(line(at(20, 23))).toBe('Last active yesterday');
    expect(line(at(20, 1))).toBe('Last active yesterday');
    expect(line(at(17, 9))).toBe('Last active 3 days ago');
    expect(line(null)).toBe('Not used yet');
  });
});
