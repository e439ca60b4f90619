import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '~/api/error';
import { type Progress, type Purge, Purges } from '~/tenant/purges';

const going = (deleted: number, wait: number): Progress => ({ isDone: false, deleted, wait });
const done = (deleted = 0): Progress => ({ isDone: true, deleted, wait: 1 });

function purging(...answers: (Progress | ApiError)[]) {
  const ask = vi.fn(async () => {
    const answer = answers.shift();
    if (!answer || answer instanceof Error) throw answer;
    return answer;
  });
  const ended: Purge[] = [];
  return { purges: new Purges(ask, (purge) => ended.push(purge)), ask, ended };
}

describe('a deletion that goes on', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it('asks when the service said, until nothing is left', async () => {
    const { purges, ask, ended } = purging(going(40, 1), done(2));
    purges.follow('acme', { deleted: 8, wait: 60 });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(ask).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(purges.getState()).toEqual([{ slug: 'acme', deleted: 48, error: null }]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(purges.getState()).toEqual([]);
    expect(ended).toMatchObject([{ slug: 'acme', deleted: 50 }]);
  });

  it('passes over what passes by itself, and waits as long as it is told', async () => {
    const busy = new ApiError('busy', '', 503, '', null, 30);
    const { purges, ask, ended } = purging(busy, done());
    purges.follow('acme', { deleted: 0, wait: 0 });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(ask).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ended).toHaveLength(1);
  });

  it('says so when it cannot go on, and goes on when asked to', async () => {
    const forbidden = new ApiError('csrf_header_missing', '', 403);
    const { purges, ended } = purging(forbidden, done());
    purges.follow('acme', { deleted: 0, wait: 0 });
    await vi.advanceTimersByTimeAsync(0);
    expect(purges.getState()[0]?.error).toBe(forbidden);
    purges.retry('acme');
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toHaveLength(1);
  });

  it('has come to its end when the service knows no such tenant', async () => {
    const { purges, ended } = purging(new ApiError('not_found', '', 404));
    purges.follow('acme', { deleted: 0, wait: 0 });
    purges.follow('acme', { deleted: 0, wait: 0 });
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toHaveLength(1);
  });

  it('asks no more once nobody is signed in', async () => {
    const { purges, ask } = purging(done());
    purges.follow('acme', { deleted: 0, wait: 5 });
    purges.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).not.toHaveBeenCalled();
  });
});
