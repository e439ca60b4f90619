import { useEffect, useState } from 'react';
import { ApiError } from './error';

/** The wait as it is shown: in whole minutes, then in steps of ten seconds, because screen readers read out each change. */
export function shownWait(leftS: number, askedS: number): number {
  const step = leftS > 90 ? 60 : 10;
  return Math.min(Math.ceil(leftS / step) * step, askedS);
}

/** How long the service asked to wait before another try, counted down, in seconds. 0 once the wait is over, and if there is none. */
export function useRetryWait(error: unknown): number {
  const askedS = error instanceof ApiError ? error.retryAfter : 0;
  const [wait, setWait] = useState<{ of: unknown; s: number }>({ of: null, s: 0 });
  useEffect(() => {
    if (askedS <= 0) return;
    // A timer may be late, on a computer that sleeps by hours.
    const end = Date.now() + askedS * 1000;
    const timer = setInterval(() => {
      const leftS = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      if (leftS === 0) clearInterval(timer);
      const s = shownWait(leftS, askedS);
      setWait((last) => (last.of === error && last.s === s ? last : { of: error, s }));
    }, 1000);
    return () => clearInterval(timer);
  }, [error, askedS]);
  return wait.of === error ? wait.s : askedS;
}
