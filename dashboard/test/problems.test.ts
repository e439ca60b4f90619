import { describe, expect, it } from 'vitest';
import { ApiError, explain } from '~/api/error';
import { problemsOf } from '~/draft/problems';
import { tabOf } from '~/editor/tabs';

describe('a refusal', () => {
  it('is told to the fields it names, also when a rule has a semicolon', () => {
    const problems = problemsOf(
      'tokens.shape.radius must be 0 to 32; the number of copy.suggestions must be 0 to 6; ' +
        'origins[0] must not be "*"; name each origin, for example "https://shop.example"; ' +
        'engines[1].rules[0].pattern is not a regular expression; leave the slashes out to match plain text',
    );
    expect(Object.fromEntries(problems)).toEqual({
      'tokens.shape.radius': 'Must be 0 to 32',
      'copy.suggestions': 'Their number must be 0 to 6',
      'origins.0': 'Must not be "*"; name each origin, for example "https://shop.example"',
      'engines.1.rules.0.pattern':
        'Is not a regular expression; leave the slashes out to match plain text',
    });
  });

  it('that names no field is kept', () => {
    expect(problemsOf('this is not JSON').get('')).toBe('This is not JSON');
  });

  it('leads to the tab of its field', () => {
    expect(['tokens.motion.style', 'origins.3', 'engines.0.name', 'copy.title'].map(tabOf)).toEqual(
      ['appearance', 'keys', 'engines', 'behaviour'],
    );
  });

  it('is explained in plain words', () => {
    expect(explain(new ApiError('network', 'TypeError'))).toMatch(/cannot be reached/);
    const busy = new ApiError('too_many_attempts', 'x', 429, '', null, 600);
    expect(explain(busy)).toBe('Too many attempts. Try again in 10 min.');
    expect(explain(new ApiError('other', 'do this instead'))).toBe('Do this instead.');
  });
});
