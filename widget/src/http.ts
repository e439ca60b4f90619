/** A refusal that the service explained, or `code: 'network'` when it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
    /** Seconds, from `Retry-After`. */
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

/** The answer, if it is a good one; else throws an `ApiError`. */
export async function request(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, credentials: 'omit' });
  } catch (cause) {
    throw new ApiError('network', String(cause));
  }
  if (!response.ok) throw await toApiError(response);
  return response;
}

async function toApiError(response: Response): Promise<ApiError> {
  const envelope = await response.json().catch(() => null);
  const { code, message } = envelope?.error ?? {};
  const { status, statusText, headers } = response;
  const wait = Number(headers.get('retry-after')) || 0;
  return new ApiError(code ?? `http_${status}`, message ?? statusText, status, wait);
}
