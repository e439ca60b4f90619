import { ApiError } from './http';

/** Why a turn failed, in the few kinds that a visitor can tell apart. */
export type ProblemKind = 'offline' | 'limit' | 'refused' | 'unavailable' | 'cut';

export interface Problem {
  kind: ProblemKind;
  code: string;
  /** Whether the same message may succeed later. */
  retryable: boolean;
  /** Seconds until a retry makes sense; 0 where nobody knows. */
  wait: number;
}

export function problemOf(error: unknown): Problem {
  if (!(error instanceof ApiError)) throw error;
  const { code, status, retryAfter } = error;
  const problem = (kind: ProblemKind, retryable: boolean): Problem => ({
    kind,
    code,
    retryable,
    wait: retryAfter,
  });
  if (code === 'network') return problem('offline', true);
  if (code === 'cut') return problem('cut', true);
  if (status === 429) return problem('limit', true);
  return status >= 500 ? problem('unavailable', true) : problem('refused', false);
}

/** The site's owner is the one who can mend these, and the console is where they look. */
export function explainToOwner(error: ApiError): void {
  const fix =
    error.code === 'origin_not_allowed'
      ? `Allow ${location.origin} for this widget: dashboard → Keys and origins → Origins.`
      : error.message;
  console.error(`BubbleChat: ${error.code} (${error.status}). ${fix}`);
}
