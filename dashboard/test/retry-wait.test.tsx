// @vitest-environment jsdom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '~/api/error';
import { shownWait, useRetryWait } from '~/api/useRetryWait';

const refused = (retryAfterS: number) =>
  new ApiError('too_many_attempts', 'x', 429, '', null, retryAfterS);

let wait: number;
let page: Root;

function Waiting({ error }: { error: unknown }) {
  wait = useRetryWait(error);
  return null;
}

const show = (error: unknown) => act(async () => page.render(<Waiting error={error} />));
const pass = (seconds: number) => act(async () => vi.advanceTimersByTime(seconds * 1000));

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.useFakeTimers();
  page = createRoot(document.body.appendChild(document.createElement('div')));
});

afterEach(async () => {
  await act(async () => page.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a wait', () => {
  it('is shown in whole minutes, then in steps of ten seconds, and never longer than asked', () => {
    expect([960, 901, 900, 91].map((left) => shownWait(left, 960))).toEqual([960, 960, 900, 120]);
    expect([90, 81, 80, 1, 0].map((left) => shownWait(left, 960))).toEqual([90, 90, 80, 10, 0]);
    expect([shownWait(57, 57), shownWait(57, 960), shownWait(1, 1)]).toEqual([57, 60, 1]);
  });

  it('is counted down to its end', async () => {
    await show(refused(130));
    expect(wait).toBe(130);
    await pass(20);
    expect(wait).toBe(120);
    await pass(109);
    expect(wait).toBe(10);
    await pass(1);
    expect(wait).toBe(0);
    await pass(600);
    expect(wait).toBe(0);
  });

  it('is over after a computer has slept', async () => {
    await show(refused(900));
    vi.setSystemTime(Date.now() + 900_000);
    await pass(1);
    expect(wait).toBe(0);
  });

  it('begins anew with the next refusal', async () => {
    await show(refused(1));
    await pass(1);
    expect(wait).toBe(0);
    await show(refused(30));
    expect(wait).toBe(30);
    await pass(30);
    expect(wait).toBe(0);
  });

  it('is none unless the service asks for one', async () => {
    for (const error of [null, new Error('x'), new ApiError('network', 'x'), refused(0)]) {
      await show(error);
      expect(wait).toBe(0);
    }
    await show(refused(30));
    await show(null);
    expect(wait).toBe(0);
  });
});
