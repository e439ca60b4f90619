/** Why something failed, in the few kinds that a visitor can tell apart. */
export type ProblemKind = 'offline' | 'limit' | 'refused' | 'unavailable' | 'cut';

/** A refusal that the service explained, or a connection that failed. */
export class Problem extends Error {
  readonly kind: ProblemKind;

  constructor(
    readonly code: string,
    message: string,
    /** 0 where there was no answer, or not all of it. */
    readonly status = 0,
    /** Seconds until a retry makes sense, from `Retry-After`; 0 where nobody knows. */
    readonly wait = 0,
  ) {
    super(message);
    const broken = code === 'cut' ? code : 'offline';
    // 422: the chat works, this message has no answer.
    const refused = status < 500 && status !== 422 ? 'refused' : 'unavailable';
    this.kind = status === 429 ? 'limit' : status ? refused : broken;
  }

  /** Whether the same message may succeed later. */
  get retryable(): boolean {
    return this.kind !== 'refused' && this.status !== 422;
  }

  /** The site's owner is the one who can mend it, and the console is where they look. */
  explain(): void {
    const fix =
      this.code === 'origin_not_allowed'
        ? `Allow ${location.origin} for this widget: dashboard → Keys and origins → Origins.`
        : this.message;
    console.error(`BubbleChat: ${this.code} (${this.status}). ${fix}`);
  }
}

/** The answer, if it is a good one; else throws a `Problem`. */
export async function request(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, credentials: 'omit' }).catch((cause) => {
    throw new Problem('network', String(cause));
  });
  const { ok, status, statusText, headers } = response;
  if (ok) return response;
  const envelope = await response.json().catch(() => null);
  const { code = `http_${status}`, message = statusText } = envelope?.error ?? {};
  throw new Problem(code, message, status, Number(headers.get('retry-after')) || 0);
}
