/** Why something failed, in the few kinds that a visitor can tell apart. */
export type ProblemKind = 'offline' | 'cut' | 'limit' | 'refused' | 'unavailable';

/** A refusal that the service explained, a reply that it could not finish, or a connection that failed. */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly code: string,
    message: string,
    /** Whether the same message may succeed later. */
    readonly retryable = true,
    /** Seconds until a retry makes sense, from `Retry-After`; 0 where nobody knows. */
    readonly wait = 0,
  ) {
    super(message);
  }

  /** Whether only the connection failed: the reply may be there. */
  get broken(): boolean {
    return this.kind === 'offline' || this.kind === 'cut';
  }

  /** Tells the site's owner, who can fix it and looks for the reason in the console. */
  explain(): void {
    const fix =
      this.code === 'origin_not_allowed'
        ? `Allow ${location.origin} for this widget: dashboard → Keys and origins → Origins.`
        : this.message;
    console.error(`BubbleChat: ${this.code}. ${fix}`);
  }
}

/** What a visitor is told about a status; of any other, that there is no answer now. */
const KINDS: Record<number, ProblemKind> = { 401: 'refused', 403: 'refused', 429: 'limit' };

/** The answer, if it is a good one; else throws a `Problem`. */
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
