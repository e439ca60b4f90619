import type { Conversation, Turn } from '../conversation';
import type { Problem } from '../problem';

/** Waits before each try to go on with a reply whose stream broke, in ms. */
const RESUME_AFTER = [300, 1000, 3000, 8000];

/** Goes on with a reply whose stream broke, through as many connections as that takes. */
export async function mend(
  conversation: Conversation,
  turn: Turn,
  first: Problem,
  signal: AbortSignal,
): Promise<void> {
  let broken: Problem | null = first;
  for (let tries = 0; broken && !signal.aborted; tries++) {
    // What never arrived is said soon, and at once where the browser knows that it is offline.
    const hopeless = !turn.begun && (tries > 0 || !navigator.onLine);
    const wait = RESUME_AFTER[tries];
    if (hopeless || !wait) throw broken;
    await pause(wait, signal);
    broken = await conversation.attempt(turn, signal);
  }
}

/** Until the time is over and the browser is online, or the attempt is given up. */
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
