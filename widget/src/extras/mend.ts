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
    await pause(wait, signal);
    broken = await conversation.attempt(turn, signal);
  }
}

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
