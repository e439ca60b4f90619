import { complain } from './complaints';
import type { Fault } from './protocol';

/** Why something failed, as far as it matters to a visitor. */
export type ProblemKind = 'offline' | 'cut' | 'limit' | 'refused' | 'unavailable';

/** A request that the service refused, a reply that it could not finish, or a failed connection. */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly code: string,
    message: string,
    /** Whether the same message may succeed later. */
    readonly retryable = true,
    /** Seconds until a retry makes sense, as the service or the provider asks; 0 if unknown. */
    readonly wait = 0,
  ) {
    super(message);
  }

  /** Whether only the connection failed, so the reply may exist. */
  get broken(): boolean {
    return this.kind === 'offline' || this.kind === 'cut';
  }

  /** Explains the problem in the console, where the site's owner looks for the fix. */
  explain(): void {
    complain(`${this.code}. ${this.message}`);
  }
}

/** Why the service could not finish a reply. */
export function problemOf({ code, message, retryable, retry_after_s }: Fault): Problem {
  return new Problem('unavailable', code, message, retryable, retry_after_s ?? 0);
}

/** The kind of problem by HTTP status. Any other status means `unavailable`. */
const KINDS: Record<number, ProblemKind> = { 401: 'refused', 403: 'refused', 429: 'limit' };

/** Fetches. Throws a `Problem` if the request fails or the service refuses it. */
export async function request(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, credentials: 'omit' }).catch((cause) => {
    throw new Problem('offline', 'network', String(cause));
  });
  const { ok, status, statusText, headers } = response;
  if (ok) return response;
  const envelope = await response.json().catch(() => null);
  const { code = `http_${status}`, message = statusText } = envelope?.error ?? {};
  const retryable = status === 429 || status >= 500;
  const wait = Number(headers.get('retry-after')) || 0;
  throw new Problem(KINDS[status] ?? 'unavailable', code, message, retryable, wait);
}
