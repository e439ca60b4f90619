import type { FieldProblem, TenantDocument } from './types';

/** An error that the service explained, or `code: 'network'` if it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
    readonly requestId = '',
    /** With 412: the stored document. */
    readonly current: TenantDocument | null = null,
    /** Seconds, from `Retry-After`. */
    readonly retryAfter = 0,
    /** With 422: the fields that break rules. */
    readonly problems: readonly FieldProblem[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export async function toApiError(response: Response): Promise<ApiError> {
  const envelope = await response.json().catch(() => null);
  const { code, message, request_id: id, problems } = envelope?.error ?? {};
  return new ApiError(
    code ?? `http_${response.status}`,
    message ?? response.statusText,
    response.status,
    id ?? response.headers.get('x-request-id') ?? '',
    envelope?.current ?? null,
    Number(response.headers.get('retry-after')) || 0,
    problems ?? [],
  );
}

const sentence = (text: string): string => {
  const trimmed = text.trim();
  const first = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
};

function wait(seconds: number): string {
  if (seconds <= 0) return 'Try again in a moment.';
  if (seconds < 90) return `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return `Try again in ${Math.ceil(seconds / 60)} minutes.`;
}

/** A message for people, whatever was thrown. `waitS`: how much of the wait is left, if it is counted down. */
export function explain(error: unknown, waitS?: number): string {
  if (!(error instanceof ApiError)) return 'Something unexpected happened. Reload the page.';
  switch (error.code) {
    case 'network':
      return 'The service cannot be reached. Check your connection, then try again.';
    case 'invalid_credentials':
      return 'No operator has that e-mail address and password.';
    case 'wrong_password':
      return 'That is not your current password.';
    case 'too_many_attempts':
      return `Too many attempts. ${wait(waitS ?? error.retryAfter)}`;
    case 'busy':
      return `The service is busy. ${wait(waitS ?? error.retryAfter)}`;
    case 'not_found':
      return 'This no longer exists. Somebody may have deleted it.';
    default:
      return explainStatus(error, waitS ?? error.retryAfter);
  }
}

/** Proxies between the page and the service send errors in their own words, or without any. */
function explainStatus(error: ApiError, waitS: number): string {
  const { status, code, message, requestId } = error;
  if (status === 429) return `Too many requests. ${wait(waitS)}`;
  if (status >= 500) {
    const name = requestId && ` and mention request ${requestId}`;
    return `Something went wrong on the server (${status}). ${wait(waitS)} If it keeps happening, tell your administrator${name}.`;
  }
  if (code === `http_${status}` || !message)
    return `The request was refused without a reason (${status}).`;
  return sentence(message);
}
