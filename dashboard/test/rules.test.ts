import { describe, expect, it } from 'vitest';
import { matcherOf } from '~/draft/rules';
import { tryRules } from '~/tabs/engines/try-rules';

const matches = (pattern: string, message: string): boolean | string => {
  const matcher = matcherOf(pattern);
  return matcher.kind === 'test' ? matcher.test(message) : matcher.kind;
};

describe('a pattern', () => {
  it.each([
    ['hours', 'What are your HOURS?', true],
    ['c++ (new)', 'is c++ (NEW) out', true],
    ['a.c', 'abc', false],
    ['/refunds?/', 'Refund, please', true],
    ['/^hi$/', 'oh hi', false],
    ['straße', 'STRASSE', false],
    ['ÄPFEL', 'zwei äpfel', true],
    ['//', 'a // b', true],
    ['/', 'and/or', true],
    ['/open-hours|opening\\-hours/', 'opening-hours', true],
  ])('%s on “%s”', (pattern, message, expected) =>
    expect(matches(pattern, message)).toBe(expected),
  );

  it('is wrong where the service refuses it', () => {
    for (const wrong of ['/(/', '/[a-/', '/a(?=b)/', '/(?<!a)b/', '/(a)\\1/', '/a**/']) {
      expect(matcherOf(wrong).kind, wrong).toBe('wrong');
    }
  });

  it('is left to the service where its syntax is not the browser’s', () => {
    for (const beyond of ['/(?i)a/', '/\\Ahello\\z/', '/(?P<n>a)/', '/[[:alpha:]]+/']) {
      expect(matcherOf(beyond).kind, beyond).toBe('unknown');
    }
  });
});

describe('trying a message', () => {
  const rules = ['/(?i)hello/', 'hours', 'our'].map((pattern) => ({ pattern, answer: 'x' }));

  it('names the first rule that matches, and those that cannot be tried here', () => {
    expect(tryRules(rules, 'your hours')).toEqual({ rule: 1, unknown: [0] });
    expect(tryRules(rules, 'nothing')).toEqual({ rule: null, unknown: [0] });
  });

  it('passes by a rule whose pattern is being written', () => {
    expect(tryRules([{ pattern: '', answer: 'x' }, ...rules], 'our').rule).toBe(3);
  });
});

describe('an expression that could keep the page from answering', () => {
  const trial = (pattern: string, message: string) => tryRules([{ pattern, answer: 'x' }], message);

  it.each([
    '/(a+)+$/',
    '/(a|a)*$/',
    '/(a?a){1,40}$/',
    '/((?:a*))+b/',
    '/(?<x>a*)*b/',
    `/${'a?'.repeat(30)}${'a'.repeat(30)}/`,
  ])('is left to the service: %s', (pattern) =>
    expect(trial(pattern, `${'a'.repeat(40)}!`).unknown).toEqual([0]),
  );

  it('is one by the length of the message too', () => {
    const pattern = '/a.*b.*c.*d/';
    expect(trial(pattern, 'a b c d').rule).toBe(0);
    expect(trial(pattern, 'a'.repeat(4000)).unknown).toEqual([0]);
  });

  it.each([
    ['/opening.*hours?/', 'opening hours'],
    ['/refund|money.*back|return/', 'return'],
    ['/(mon|tues|wednes)day/', 'tuesday'],
    ['/[(*+]{2}/', '(('],
    ['/\\(a+\\)/', '(aaa)'],
    ['/order (no\\.? )?\\d+/', 'order no. 17'],
    ['/{not a count}/', '{not a count}'],
  ])('is not %s', (pattern, message) => {
    expect(trial(pattern, message)).toEqual({ rule: 0, unknown: [] });
  });
});
