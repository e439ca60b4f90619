import { sha256Hex } from '../digest';
import { h } from '../dom';

/** What a page of the API reference says of a route that can be tried (`crates/reference`). */
export interface Route {
  method: string;
  /** With parameters in braces: `/v1/replies/{reply_id}/stop`. */
  path: string;
  needs_key: boolean;
  parameters: { name: string; in: 'path' | 'query' | 'header'; required: boolean; value: string }[];
  /** An example of the body, or null. */
  body: unknown;
}

/** The headers of a response that tell something about it. */
const TELLING = [
  'content-type',
  'retry-after',
  'ratelimit-limit',
  'ratelimit-remaining',
  'etag',
  'x-request-id',
];

const loadHash = async () => (await import('../sha256')).sha256;

/** The request that the form's fields describe. */
export async function requestOf(
  route: Route,
  key: string,
  values: ReadonlyMap<string, string>,
  body: string,
): Promise<{ url: string; init: RequestInit & { headers: Record<string, string> } }> {
  let url = route.path;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  if (route.needs_key && key) headers['X-API-Key'] = key;
  for (const { name, in: place } of route.parameters) {
    const value = values.get(name)?.trim() ?? '';
    if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(value));
    else if (value && place === 'query') query.set(name, value);
    else if (value) headers[name] = value;
  }
  const init: RequestInit & { headers: Record<string, string> } = { method: route.method, headers };
  if (route.body !== null) {
    const bytes = new TextEncoder().encode(body);
    headers['Content-Type'] = 'application/json';
    headers['x-amz-content-sha256'] = await sha256Hex(bytes, loadHash);
    init.body = bytes;
  }
  return { url: query.size ? `${url}?${query}` : url, init };
}

/** Status, headers and body as text; the body as it arrives. */
export async function show(response: Response, write: (text: string) => void): Promise<void> {
  write(`${response.status} ${response.statusText}\n`);
  for (const name of TELLING) {
    const value = response.headers.get(name);
    if (value) write(`${name}: ${value}\n`);
  }
  write('\n');
  if (response.headers.get('content-type')?.startsWith('application/json')) {
    return write(JSON.stringify(await response.json(), null, 2));
  }
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) return;
    write(value ?? '');
  }
}

const field = (label: string, input: HTMLInputElement | HTMLTextAreaElement) =>
  h('label', '', {}, label, input);

/** A form that sends the route's request. `key` returns the API key to send. */
export function trialForm(route: Route, key: () => string): HTMLFormElement {
  const inputs = route.parameters.map(({ name, value, required }) => ({
    name,
    input: h('input', '', { value, required, autocomplete: 'off', spellcheck: false }),
  }));
  const body = h('textarea', '', {
    rows: 8,
    spellcheck: false,
    value: JSON.stringify(route.body, null, 2),
  });
  const send = h('button', '', { type: 'submit' }, 'Send');
  const stop = h('button', '', { type: 'button', disabled: true }, 'Cancel');
  const state = h('p', '', { role: 'status' });
  const output = h('pre', '', { tabIndex: 0, hidden: true });
  let running: AbortController | null = null;
  stop.onclick = () => running?.abort();

  const run = async () => {
    running = new AbortController();
    send.disabled = true;
    stop.disabled = false;
    output.hidden = true;
    output.textContent = '';
    state.textContent = 'Sending…';
    try {
      const values = new Map(inputs.map(({ name, input }) => [name, input.value]));
      const { url, init } = await requestOf(route, key(), values, body.value);
      const response = await fetch(url, { ...init, credentials: 'omit', signal: running.signal });
      output.hidden = false;
      await show(response, (text) => output.append(text));
      state.textContent = `Answered with ${response.status}.`;
    } catch (error) {
      state.textContent = running.signal.aborted ? 'Canceled.' : `No answer: ${error}`;
    }
    send.disabled = false;
    stop.disabled = true;
  };

  const form = h('form', 'trial', {}, h('h3', '', {}, 'Try it'));
  form.append(...inputs.map(({ name, input }) => field(name, input)));
  if (route.body !== null) form.append(field('Body', body));
  form.append(send, stop, state, output);
  form.onsubmit = (event) => {
    event.preventDefault();
    void run();
  };
  return form;
}
