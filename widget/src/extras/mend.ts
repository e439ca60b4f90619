import type { Api, EmitReply } from '../api';
import type { Conversation, Turn } from '../conversation';
import type { Problem } from '../problem';

/** The waits before each attempt to resume a reply whose stream broke, in ms. */
const RESUME_AFTER = [300, 1000, 3000, 8000];

/** Resumes a reply whose stream broke, reconnecting as often as `RESUME_AFTER` allows. */
export async function mend(
  conversation: Conversation,
  turn: Turn,
  first: Problem,
  signal: AbortSignal,
): Promise<void> {
  let broken: Problem | null = first;
  for (let tries = 0; broken && !signal.aborted; tries++) {
    // A message that never arrived is reported soon, or at once if the browser is offline.
    const hopeless = !turn.begun && (tries > 0 || !navigator.onLine);
    const wait = RESUME_AFTER[tries];
    if (hopeless || !wait) throw broken;
    if (!broken.broken) turn.ticket = '';
    await pause(wait, signal);
    broken = await conversation.attempt(turn, signal, (...given) =>
      follow(conversation.api, ...given),
    );
  }
}

/** Resumes a reply after the bytes that have arrived. The ticket is the only credential. */
function follow(
  api: Api,
  { answer, ticket, received }: Turn,
  emit: EmitReply,
  signal: AbortSignal,
): Promise<void> | undefined {
  if (!ticket) return undefined;
  const path = `/v1/replies/${encodeURIComponent(answer.id)}/stream`;
  const query = `?ticket=${encodeURIComponent(ticket)}&after=${received}`;
  return api.fetch(path + query, { signal }).then((response) => api.read(response, emit));
}

/** Tells the service to stop a reply. Returns whether it will. */
export const halt = ({ api, session }: Conversation, { answer }: Turn): Promise<boolean> =>
  api.call('POST', `/v1/replies/${encodeURIComponent(answer.id)}/stop`, session, {}).then(
    () => true,
    () => false,
  );

/** Resolves when the wait is over and the browser is online, or when the attempt is aborted. */
function pause(wait: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      if (!navigator.onLine && !signal.aborted) return;
      clearTimeout(timer);
      window.removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, wait);
    window.addEventListener('online', go);
    signal.addEventListener('abort', go, { once: true });
  });
}
