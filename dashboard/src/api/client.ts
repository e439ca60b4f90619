import createClient from 'openapi-fetch';
import type { paths } from '~/generated/schema';
import { sha256Hex } from './digest';
import { ApiError, toApiError } from './error';
import { type SignInReason, signInAgain } from './session-gate';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** For these, a 401 is a normal response, not the end of the session. */
const SESSION_ROUTES = new Set(['/v1/admin/login', '/v1/admin/logout', '/v1/admin/me']);

async function prepare(request: Request): Promise<Request> {
  if (SAFE.has(request.method)) return request;
  const body = await request.clone().arrayBuffer();
  const headers = new Headers(request.headers);
  headers.set('X-BubbleChat', '1');
  headers.set('x-amz-content-sha256', await sha256Hex(body));
  return new Request(request, { headers, ...(body.byteLength > 0 && { body }) });
}

async function attempt(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ApiError('network', String(cause));
  }
}

async function reasonOf(refusal: Response): Promise<SignInReason> {
  const { code } = await toApiError(refusal.clone());
  return code === 'session_ended' ? 'ended' : 'expired';
}

/** Returns a successful response, or throws an `ApiError`. */
export async function send(original: Request): Promise<Response> {
  const request = await prepare(original);
  let response = await attempt(request.clone());
  const { pathname } = new URL(request.url);
  if (response.status === 401 && !SESSION_ROUTES.has(pathname)) {
    if (await signInAgain(await reasonOf(response))) response = await attempt(request);
  }
  if (!response.ok) throw await toApiError(response);
  return response;
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });

/** The body of a response. A failed call has already thrown. */
export async function body<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
