import { describe, expect, it } from 'vitest';
import { ApiError, explain, toApiError } from '~/api/error';
import { problemsOf } from '~/draft/problems';
import { tabOf } from '~/tenant/tabs';

describe('a refusal', () => {
  it('is shown at the fields it names', async () => {
    const problems = [
      { field: 'tokens.shape.radius', message: 'must be 0 to 32' },
      { field: 'engines.1.rules.0.pattern', message: 'is not a regular expression' },
    ];
    const error = { code: 'invalid_request', message: 'two problems', request_id: 'r', problems };
    const refusal = await toApiError(Response.json({ error }, { status: 422 }));
    expect(Object.fromEntries(problemsOf(refusal))).toEqual({
      'tokens.shape.radius': 'Must be 0 to 32',
      'engines.1.rules.0.pattern': 'Is not a regular expression',
    });
  });

  it('without a field is kept', () => {
    const refusal = new ApiError('unknown_field', 'unknown field: x', 422);
    expect(problemsOf(refusal).get('')).toBe('Unknown field: x');
  });

  it('leads to the tab of its field', () => {
    expect(['tokens.motion.style', 'origins.3', 'engines.0.name', 'copy.title'].map(tabOf)).toEqual(
      ['appearance', 'keys', 'engines', 'behaviour'],
    );
  });

  it('is explained in plain words', () => {
    expect(explain(new ApiError('network', 'TypeError'))).toMatch(/cannot be reached/);
    const busy = new ApiError('too_many_attempts', 'x', 429, '', null, 600);
    expect(explain(busy)).toBe('Too many attempts. Try again in 10 minutes.');
    expect(explain(busy, 1)).toBe('Too many attempts. Try again in 1 second.');
    expect(explain(busy, 50)).toBe('Too many attempts. Try again in 50 seconds.');
    expect(explain(new ApiError('other', 'do this instead'))).toBe('Do this instead.');
  });
});
